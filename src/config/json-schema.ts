import { z } from "zod";
import { configSchema } from "./schema.js";
import { mayBeEmpty } from "./schema/walk.js";

/**
 * The JSON Schema (draft 7) of `ccb.yaml` as it is written, for editors: every key with its description and
 * default. It does not hold the checks that need several values at once; `ccb validate` does.
 */
export function jsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(configSchema, {
    target: "draft-7",
    io: "input",
    override: ({ zodSchema, jsonSchema: json }) => {
      if (mayBeEmpty(zodSchema) && typeof json.type === "string") {
        (json as { type: string | string[] }).type = [json.type, "null"];
      }
      if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
      delete json.propertyNames;
    },
  });
  const { $schema, ...rest } = schema;
  return { $schema, $id: "ccb.schema.json", title: "ccb.yaml", ...rest };
}
