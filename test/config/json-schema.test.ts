import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { jsonSchema } from "../../src/config/json-schema.js";
import { loadConfig, parseConfig } from "../../src/config/load.js";
import { BASE } from "./base.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const files = ["templates/ccb.yaml", ...readdirSync(`${root}examples`).map((name) => `examples/${name}`)];
const yamlFiles = files.filter((file) => file.endsWith(".yaml"));
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(jsonSchema());
const errorsOf = (text: string): string[] => {
  validate(parse(text));
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
};

describe("files we ship", () => {
  it.each(yamlFiles)("%s is valid without a warning, for ccb and for editors", (file) => {
    const { problems, warnings } = loadConfig(root + file);
    // The template's blanks are told.
    const blanks = file.startsWith("templates/") ? ["logging.bucketPrefix", "budgets.emails"] : [];
    expect([...problems, ...warnings].map(({ path }) => path)).toEqual(blanks);
    expect(errorsOf(readFileSync(root + file, "utf8"))).toEqual([]);
  });

  it("include the template with the line that editors read", () => {
    expect(readFileSync(`${root}templates/ccb.yaml`, "utf8")).toMatch(
      /^# yaml-language-server: \$schema=\S+\n/,
    );
  });
});

describe("jsonSchema", () => {
  it("agrees with ccb on shapes", () => {
    for (const added of [
      "tags:\n",
      "developers: { alice: null }\n",
      "$schema: ./x.json\n",
      "guardrail: { topics: }\n",
      "developers: { alice: { principal: x }, bob: { principal: [y, z] } }\n",
      "attribution: { metadataKey: user }\n",
    ]) {
      expect(parseConfig(BASE + added, "f").problems).toEqual([]);
      expect(errorsOf(BASE + added)).toEqual([]);
    }
    for (const added of [
      "nope: 1\n",
      "project: A\n",
      "budgets: { monthly: 0 }\n",
      "developers: { alice: { x: 1 } }\n",
      "developers: { alice: { principal: [] } }\n",
      "developers: { alice: { principal: [5] } }\n",
    ]) {
      expect(parseConfig(BASE + added, "f").problems).not.toEqual([]);
      expect(errorsOf(BASE + added)).not.toEqual([]);
    }
    expect(errorsOf("version: 1\n")).toHaveLength(3);
    expect(errorsOf(BASE.replace("acme-corp", "acme-corp\n  retentionDays: 45"))).toEqual([
      "/logging/retentionDays must be equal to one of the allowed values",
    ]);
  });

  it("describes every key, so that editors can", () => {
    const bare: string[] = [];
    const walk = (schema: Record<string, unknown>, path: string): void => {
      for (const [key, value] of Object.entries(
        (schema["properties"] ?? {}) as Record<string, Record<string, unknown>>,
      )) {
        if (typeof value["description"] !== "string") bare.push(`${path}.${key}`);
        walk(value, `${path}.${key}`);
      }
    };
    walk(jsonSchema(), "");
    expect(bare).toEqual([]);
  });
});
