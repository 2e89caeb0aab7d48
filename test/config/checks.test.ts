import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/load.js";
import { BASE } from "./base.js";

/** What is accepted with a warning: text added to the base, the line, and a piece of the message. */
const DOUBTFUL: ReadonlyArray<readonly [added: string, line: number, message: string]> = [
  ["foundation: { allowedModels: [haiku] }\ndefaults: { models: [opus] }\n", 9, "may not call `opus`"],
  ["attribution:\n  sso: { enabled: true }\n", 9, "assigned to nobody"],
  ["budgets: { thresholds: { actual: [], forecast: [] } }\n", 8, "notifies nobody"],
  ["budgets:\n  monthly: 10\n  teams:\n    a: { amount: 20, costCenter: x }\n", 9, "add up to 20 USD"],
  [
    "budgets:\n  teams:\n    a: { amount: 1, costCenter: x }\n    b: { amount: 1, costCenter: x }\n",
    11,
    "team `a` has cost centre",
  ],
  [
    "developers: { u: }\nbudgets:\n  teams:\n    a: { amount: 1, costCenter: CC-9 }\n",
    11,
    "no developer has cost centre",
  ],
  ["report:\n  pricing:\n    overrides:\n      opus: { input: 1 }\n", 11, "does not look like a model id"],
  ["report:\n  pricing:\n    overrides:\n      anthropic.claude-x: {}\n", 11, "names no price"],
  ["tags: { a: !secret b }\n", 8, "!secret"],
];

describe("warnings", () => {
  it.each(DOUBTFUL)("%j", (added, line, message) => {
    const { config, problems, warnings } = parseConfig(BASE + added, "f");
    expect(problems).toEqual([]);
    expect(config).toBeDefined();
    expect(warnings.map((warning) => warning.line)).toEqual([line]);
    expect(warnings[0]?.message).toContain(message);
  });

  it("tell of a Region and a profile prefix newer than ccb", () => {
    const text = BASE.replace("us-east-1", "us-east-9").replace(
      "us.anthropic.claude-opus",
      "sa.anthropic.claude-opus",
    );
    const { config, warnings } = parseConfig(text, "f");
    expect(config?.region).toBe("us-east-9");
    expect(warnings.map(({ path }) => path)).toEqual(["region", "models.opus.copyFrom"]);
  });
});

/** Unusual and right: text added to the base. */
const ACCEPTED = [
  "foundation: { developerTrustedArns: ['123456789012', 'arn:aws:iam::123456789012:role/a/b', 'arn:aws:sts::123456789012:assumed-role/r/s'] }",
  "foundation: { allowedModels: [opus, anthropic.claude-haiku-4-5-20251001-v1:0, 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-x'] }",
  "foundation: { permissionsBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess' }",
  "foundation: { scp: { attach: ['123456789012', ou-ab12-cd34ef56, r-ab12] } }",
  "developers: { 'Alice B': { description: 'Alice: team lead 2.0' }, bob_c: {}, 42: {} }",
  "developers: { a: { principal: 'arn:aws:iam::123456789012:user/a' }, b: { principal: b@example.com } }",
  "developers: { a: { principal: ['arn:aws:iam::123456789012:role/x/ci', a@example.com] }, b: { principal: ['arn:aws:iam::210987654321:role/ci'] } }",
  `attribution: { metadataKey: 'it''s "a", {{b}} 漢' }`,
  "attribution: { sso: { sessionDuration: PT1H30M, instanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef' } }",
  "budgets: { monthly: 99.5, thresholds: { actual: [50.5, 200], forecast: [100] }, webhooks: ['https://user@hooks.example.com/a?b=c'] }",
  // Addresses subscribe to the topic, not to a budget, so a budget's ten e-mail subscribers are no limit.
  `budgets: { emails: [${Array.from({ length: 12 }, (_, i) => `a${i}@example.com`).join(", ")}] }`,
  "budgets: { teams: { 'Équipe 7/a_b=c+d-e.f': { amount: 1, costCenter: CC-1 }, action: { amount: 1, costCenter: CC-2 } } }",
  "tags: { 'cost centre': 'a b', Url: 'https://x/y=z', Empty: '' }",
  "report: { pricing: { overrides: { us.anthropic.claude-opus-4-6-v1: { input: 0, cacheWrite1h: 10.5 } } } }",
];

describe("unusual values", () => {
  it.each(ACCEPTED)("%s", (added) => {
    const { problems, warnings } = parseConfig(`${BASE}${added}\n`, "f");
    expect([...problems, ...warnings]).toEqual([]);
  });
});

describe("partitions and geographies", () => {
  it.each([
    ["eu-central-1", "eu."],
    ["ap-northeast-1", "jp."],
    ["ap-northeast-1", "apac."],
    ["ap-southeast-2", "au."],
    ["sa-east-1", "global."],
    ["us-gov-west-1", "us-gov."],
    ["ca-central-1", "us."],
    ["cn-north-1", ""],
  ])("%s may use %s profiles", (region, prefix) => {
    const text = BASE.replace("us-east-1", region).replaceAll("us.anthropic", `${prefix}anthropic`);
    expect(parseConfig(text, "f").problems).toEqual([]);
  });

  it.each([
    ["us-gov-west-1", "us.", "us-gov.anthropic"],
    ["us-gov-west-1", "global.", "us-gov.anthropic"],
    ["ap-northeast-1", "us.", "jp.anthropic"],
    ["ap-south-1", "jp.", "apac.anthropic"],
    ["sa-east-1", "us.", "global.anthropic"],
  ])("%s may not use %s profiles, and hears of %s", (region, prefix, suggestion) => {
    const text = BASE.replace("us-east-1", region).replaceAll("us.anthropic", `${prefix}anthropic`);
    const { problems } = parseConfig(text, "f");
    expect(problems).toHaveLength(2);
    expect(problems[0]?.message).toContain(`did you mean \`${suggestion}`);
  });

  it("take the ARNs of their own partition", () => {
    const text = `${BASE.replace("us-east-1", "cn-north-1").replaceAll("us.anthropic", "anthropic")}foundation:\n  adminTrustedArns: ['arn:aws-cn:iam::123456789012:root']\n`;
    expect(parseConfig(text, "f").problems).toEqual([]);
  });
});
