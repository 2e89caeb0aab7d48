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

/** What the base, which has no budgets, is warned of in any case. */
const STANDING = "nobody hears of budgets and alarms; list an address";

/** Checks a text; what the base is warned of is left out. */
function judged(text: string) {
  const { warnings, ...parsed } = parseConfig(text, "f");
  return { ...parsed, warnings: warnings.filter(({ message }) => message !== STANDING) };
}

describe("warnings", () => {
  it("tell of budgets nobody hears of, unless there is an address or a webhook", () => {
    const heard = (added: string) =>
      parseConfig(BASE + added, "f").warnings.map(({ line, path, message }) => [line, path, message]);
    expect(heard("")).toEqual([[1, "budgets.emails", STANDING]]);
    expect(heard("budgets:\n  emails: []\n")).toEqual([[9, "budgets.emails", STANDING]]);
    expect(heard("budgets:\n  emails: [a@example.com]\n")).toEqual([]);
    expect(heard("budgets:\n  webhooks: ['https://example.com/']\n")).toEqual([]);
  });

  it("tell once of a team's developers on another cost centre than the team's budget", () => {
    const teams =
      "budgets:\n  teams:\n    a: { amount: 1, costCenter: CC-1001 }\n    b: { amount: 1, costCenter: CC-2 }\n";
    const found = (developers: string) =>
      judged(`${BASE}${teams}developers:\n${developers}`).warnings.map(({ line, message }) => [
        line,
        message,
      ]);
    const right = "  one: { team: a }\n  two: { team: b, costCenter: CC-2 }\n  three: { team: other }\n";
    expect(found(right)).toEqual([]);
    const advice = "set costCenter: CC-2, or the team's budget counts none of it";
    expect(found(`${right}  frank: { team: b }\n`)).toEqual([
      [16, `team \`b\` has a budget on cost centre "CC-2", but frank is on "CC-1001"; ${advice}`],
    ]);
    const many = Array.from({ length: 5 }, (_, i) => `  dev${i}: { team: b }\n`).join("");
    expect(found(`${right}${many}`)).toEqual([
      [
        16,
        `team \`b\` has a budget on cost centre "CC-2", but dev0, dev1, dev2 and 2 more are on "CC-1001"; ${advice}`,
      ],
    ]);
    expect(found(`${right}  frank: { team: b, costCenter: CC-3 }\n`)).toHaveLength(1);
  });

  it.each(DOUBTFUL)("%j", (added, line, message) => {
    const { config, problems, warnings } = judged(BASE + added);
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
    const { config, warnings } = judged(text);
    expect(config?.region).toBe("us-east-9");
    expect(warnings.map(({ path, message }) => [path, message])).toEqual([
      ["region", expect.stringContaining("us-east-9")],
      ["models.opus.copyFrom", expect.stringContaining("`sa.` is no inference profile prefix")],
      ["models.opus.copyFrom", expect.stringContaining("no price is known")],
    ]);
  });
});

describe("models without a price", () => {
  const pathsOf = (text: string) => {
    const { problems, warnings } = parseConfig(text, "f");
    expect(problems).toEqual([]);
    return warnings.filter(({ message }) => message.includes("no price is known")).map(({ path }) => path);
  };
  const swap = (to: string, region = "us-east-1") =>
    BASE.replace("us-east-1", region)
      .replace("us.anthropic.claude-opus-4-6-v1", to)
      .replace("us.anthropic.claude-haiku", "anthropic.claude-haiku");

  it.each([
    ["us.anthropic.claude-opus-99", "us-east-1"],
    ["arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-opus-99", "us-east-1"],
    ["us-gov.anthropic.claude-opus-99", "us-gov-west-1"],
    ["anthropic.claude-opus-4-6-v2", "us-gov-west-1"],
  ])("%s in %s is warned of", (id, region) => {
    expect(pathsOf(swap(id, region))).toEqual(["models.opus.copyFrom"]);
  });

  it.each([
    ["us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0", "us-gov-west-1"],
    ["arn:aws-us-gov:bedrock:us-gov-east-1::foundation-model/anthropic.claude-opus-5", "us-gov-east-1"],
    ["in.anthropic.claude-sonnet-5", "ap-south-1"],
    ["ca.anthropic.claude-sonnet-5", "ca-central-1"],
    ["apac.anthropic.claude-3-haiku-20240307-v1:0", "ap-northeast-2"],
  ])("%s in %s is priced", (id, region) => expect(pathsOf(swap(id, region))).toEqual([]));

  it("are priced by an override, of the id without a prefix in GovCloud too", () => {
    const added = (id: string) => `report: { pricing: { overrides: { ${id}: { input: 1 } } } }\n`;
    expect(pathsOf(swap("us.anthropic.claude-opus-99") + added("us.anthropic.claude-opus-99"))).toEqual([]);
    expect(
      pathsOf(swap("anthropic.claude-opus-99", "us-gov-west-1") + added("anthropic.claude-opus-99")),
    ).toEqual([]);
  });

  it("an override that GovCloud never asks for is warned of", () => {
    const overrides = "{ anthropic.claude-sonnet-5: { input: 1 } }";
    const text = `${swap("anthropic.claude-opus-5", "us-gov-west-1")}report: { pricing: { overrides: ${overrides} } }\n`;
    expect(judged(text).warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining("name that id instead"),
    ]);
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
  "report: { pricing: { overrides: { us.anthropic.claude-haiku-5-5: { longPrompt: { input: 1 } } } } }",
  "report: { pricing: { overrides: { us.anthropic.claude-x: { longPromptAboveTokens: 5000, longPrompt: { input: 1 } } } } }",
];

describe("unusual values", () => {
  it.each(ACCEPTED)("%s", (added) => {
    const { problems, warnings } = judged(`${BASE}${added}\n`);
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
    ["ca-west-1", "ca."],
    ["ap-south-1", "in."],
    ["ap-south-2", "in."],
    ["ap-south-2", "apac."],
    ["cn-north-1", ""],
  ])("%s may use %s profiles", (region, prefix) => {
    const text = BASE.replace("us-east-1", region).replaceAll("us.anthropic", `${prefix}anthropic`);
    expect(parseConfig(text, "f").problems).toEqual([]);
  });

  it.each([
    ["us-gov-west-1", "us.", "us-gov.anthropic"],
    ["us-gov-west-1", "global.", "us-gov.anthropic"],
    ["ap-northeast-1", "us.", "jp.anthropic"],
    ["ap-south-1", "jp.", "in.anthropic"],
    ["ca-central-1", "in.", "us.anthropic"],
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
