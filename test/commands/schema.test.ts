import { expect, it } from "vitest";
import { ccb } from "../support/cli.js";
import { jsonSchema } from "../../src/config/json-schema.js";

it.each(["schema", "schema --json", "--quiet schema"])("`ccb %s` is the JSON Schema", async (args) => {
  const result = await ccb(args);
  expect(result).toMatchObject({ code: 0, err: "" });
  expect(result.json()).toEqual(JSON.parse(JSON.stringify(jsonSchema())));
});
