import * as fc from "fast-check";
import { expect, it } from "vitest";
import { stringify } from "yaml";
import { developersOf } from "../../src/config/developers.js";
import { parseConfig } from "../../src/config/load.js";
import { profileName } from "../../src/config/names.js";
import { RETENTION_DAYS } from "../../src/config/schema/logging.js";
import { BASE } from "./base.js";

it("fills a minimal file with the documented defaults", () => {
  expect(parseConfig(BASE, "f").config).toEqual({
    version: 1,
    project: "claude-code",
    region: "us-east-1",
    tags: {},
    models: {
      opus: { copyFrom: "us.anthropic.claude-opus-4-6-v1" },
      haiku: { copyFrom: "us.anthropic.claude-haiku-4-5-20251001-v1:0" },
    },
    foundation: {
      developerTrustedArns: [],
      adminTrustedArns: [],
      allowedModels: ["opus", "haiku"],
      fence: false,
      exclusive: false,
      permissionsBoundary: null,
      scp: { attach: [] },
    },
    logging: {
      bucketPrefix: "acme-corp",
      retentionDays: 30,
      transitionDays: 90,
      expirationDays: 365,
      deliverText: true,
      kmsKeyArn: null,
    },
    defaults: {
      team: "engineering",
      project: "claude-code",
      costCenter: "CC-1001",
      models: ["opus", "haiku"],
    },
    developers: {},
    attribution: {
      metadataKey: null,
      sso: { enabled: false, instanceArn: null, sessionDuration: "PT8H", groups: [], users: [] },
      athena: { resultsBucketPrefix: null, resultsExpirationDays: 30, bytesScannedCutoff: 107_374_182_400 },
    },
    budgets: {
      monthly: 5000,
      thresholds: { actual: [50, 80, 100], forecast: [80] },
      emails: [],
      webhooks: [],
      teams: {},
      alarms: { invocationsPer5Min: 500, outputTokensPerHour: 2_000_000, throttlesPer5Min: 10 },
    },
    guardrail: { enabled: false, enforce: "none", topics: [] },
    dashboard: { enabled: true },
    report: { pricing: { discountPercent: 0, cacheWriteTtl: "5m", overrides: {} } },
  });
});

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,9}$/);
const tagValue = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9 ._:/=+@-]{0,30}$/);
const aliases = fc.subarray(["opus", "sonnet", "haiku"], { minLength: 1 });
const valid = fc.record(
  {
    version: fc.constant(1),
    region: fc.constant("us-west-2"),
    models: fc.constant({
      opus: { copyFrom: "us.anthropic.claude-opus-4-6-v1" },
      sonnet: { copyFrom: "global.anthropic.claude-sonnet-4-6" },
      haiku: { copyFrom: "anthropic.claude-haiku-4-5-20251001-v1:0" },
    }),
    logging: fc.record(
      {
        bucketPrefix: word,
        retentionDays: fc.constantFrom(...RETENTION_DAYS),
        transitionDays: fc.integer({ min: 30, max: 100 }),
        expirationDays: fc.integer({ min: 101, max: 9999 }),
      },
      { requiredKeys: ["bucketPrefix"] },
    ),
    project: fc.stringMatching(/^[a-z][a-z0-9]{0,8}-[a-z0-9]{1,9}$/),
    tags: fc.dictionary(fc.stringMatching(/^x[a-z0-9 ._:/=+@-]{0,20}$/), tagValue, { maxKeys: 8 }),
    defaults: fc.record({ team: tagValue, models: aliases }, { requiredKeys: [] }),
    developers: fc.dictionary(
      fc.stringMatching(/^u[a-z0-9]{0,20}$/),
      fc.option(fc.record({ team: tagValue, costCenter: tagValue, models: aliases }, { requiredKeys: [] })),
      { maxKeys: 12 },
    ),
    budgets: fc.record(
      { monthly: fc.integer({ min: 1 }), webhooks: fc.constantFrom([], ["https://a.example.com/x"]) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ["version", "region", "models", "logging"] },
);

it("accepts every valid file, and its profile names keep to Bedrock's rules and differ", () => {
  fc.assert(
    fc.property(valid, (data) => {
      const { config, problems } = parseConfig(stringify(data), "f");
      expect(problems).toEqual([]);
      if (config === undefined) throw new Error("no configuration");
      const all = developersOf(config).flatMap(({ user, models }) =>
        models.map((alias, index) => profileName(config.project, user, alias, index === 0)),
      );
      for (const name of all) expect(name).toMatch(/^(?=.{1,64}$)([0-9a-zA-Z][ _-]?)+$/);
      expect(new Set(all.map((name) => name.toLowerCase())).size).toBe(all.length);
    }),
    { numRuns: 200 },
  );
});

it.each([":\n{<<", "? {<<: 1}\n: x", "? [a, {<<: b}]\n: 1\n? [a, {<<: b}]\n: 2"])(
  "says what is wrong where a key is a map that merges what is no map: %j",
  (text) => expect(parseConfig(text, "ccb.yaml").problems.length).toBeGreaterThan(0),
);

it("never throws, whatever the file holds", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc
      .array(
        fc.constantFrom(
          "a",
          ":",
          " ",
          "\n",
          "- ",
          "{",
          "}",
          "[",
          "]",
          "&x",
          "*x",
          "<<",
          "'",
          '"',
          "|",
          "#",
          "\t",
        ),
        { maxLength: 40 },
      )
      .map((parts) => parts.join("")),
    fc.json().map((json) => `${BASE}developers: ${json}\nbudgets: ${json}\n`),
  );
  fc.assert(
    fc.property(text, (source) => {
      const { config, problems } = parseConfig(source, "f");
      expect(config === undefined).toBe(problems.length > 0);
      for (const { line, column } of problems) expect(Math.min(line, column)).toBeGreaterThanOrEqual(1);
    }),
    { numRuns: 300 },
  );
});
