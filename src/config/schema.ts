import { z } from "zod";
import { attribution } from "./schema/attribution.js";
import { budgets } from "./schema/budgets.js";
import { exactly, flag, section, text } from "./schema/fields.js";
import { foundation } from "./schema/foundation.js";
import { guardrail } from "./schema/guardrail.js";
import { logging } from "./schema/logging.js";
import { defaults, developers, models, tags } from "./schema/people.js";
import { report } from "./schema/report.js";

/** Every key of `ccb.yaml` with its type, default and description, before defaults that depend on other keys. */
const configShape = section({
  $schema: text("the address of a JSON Schema")
    .optional()
    .describe("Address of the JSON Schema, for editors. ccb does not read it."),
  version: exactly(1).describe("Version of this file's format."),
  project: text("a lower-case name of 2 to 31 letters, digits and hyphens", /^[a-z][a-z0-9-]{1,30}$/)
    .default("claude-code")
    .describe("Prefix of every resource name."),
  region: text("an AWS Region such as us-east-1").describe("AWS Region of the stack; --region overrides it."),
  tags: tags.default({}).describe("Tags put on every taggable resource."),
  models: models
    .refine((value) => Object.keys(value).length > 0, "expected at least one alias, got an empty mapping")
    .meta({ minProperties: 1 })
    .describe("Model aliases, and what each alias's profiles are copied from."),
  foundation: foundation.prefault({}).describe("IAM roles and the service control policy."),
  logging: logging.describe("Model invocation logging."),
  defaults: defaults.prefault({}).describe("Settings of every developer that does not say otherwise."),
  developers: developers
    .default({})
    .describe("Developers by name. A name becomes part of profile names, so it is not an e-mail address."),
  attribution: attribution.prefault({}).describe("Who spent what: sign-in and queries."),
  budgets: budgets.prefault({}).describe("Budgets, alarms and who hears of them."),
  guardrail: guardrail.prefault({}).describe("Topics no model may be asked about."),
  dashboard: section({ enabled: flag().default(true).describe("Create the CloudWatch dashboard.") })
    .prefault({})
    .describe("CloudWatch dashboard."),
  report: report.prefault({}).describe("The cost report."),
});

/**
 * The schema of `ccb.yaml`. Its output has every default filled in; `foundation.allowedModels` and
 * `defaults.models` become every alias in order when left out.
 */
export const configSchema = configShape.transform((raw) => {
  const aliases = Object.keys(raw.models);
  return {
    ...raw,
    foundation: { ...raw.foundation, allowedModels: raw.foundation.allowedModels ?? aliases },
    defaults: { ...raw.defaults, models: raw.defaults.models ?? aliases },
  };
});

/** A configuration with every default filled in. */
export type Config = z.output<typeof configSchema>;
