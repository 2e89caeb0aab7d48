import { expect, test } from "vitest";
import type { Report } from "../../src/report/report-types.js";
import { logKey, logObject } from "../report/athena/installed.js";
import { ccb, workspace } from "../support/cli.js";
import { sandbox } from "../support/sandbox.js";
import { SMALL } from "../support/yaml.js";

const ACCOUNT = "123456789012";
const OTHER = "210987654321";
const KEY = `it's "a", \\ {{b}} 漢`;
const YAML = `${SMALL.replace(
  "  alice: {}\n",
  `  alice: {}
  dave smith: {}
  ci: { principal: ["arn:aws:iam::${ACCOUNT}:role/tools/ci-claude", "ci@example.com"] }
  hub: { principal: "arn:aws:iam::${OTHER}:role/hub" }
`,
)}attribution: { metadataKey: user }
`;

const session = (role: string, name: string, account = ACCOUNT) => ({
  arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
});
const profile = `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/unregistered`;

let serial = 0;
/** 1,000 input and 100 output tokens of Sonnet 5 at its list price, of nobody. */
const call = (members: object) => ({
  ...{ schemaType: "ModelInvocationLog", timestamp: "2026-10-05T10:00:00Z", requestId: `r-${(serial += 1)}` },
  ...{ accountId: ACCOUNT, region: "us-east-1", modelId: "global.anthropic.claude-sonnet-5" },
  ...{ input: { inputTokenCount: 1000 }, output: { outputTokenCount: 100 } },
  ...members,
});
const answered = (outputBodyJson: unknown, outputTokenCount?: number) => ({
  output: { outputTokenCount, outputBodyJson },
});
const odd = (text: string) => JSON.stringify(call({ input: { inputTokenCount: "@" } })).replace('"@"', text);

const LINES = [
  call({ identity: session("dev", "alice") }),
  call({ identity: session("ci-claude", "run-7") }),
  call({ identity: session("dev", "ci@example.com") }),
  call({ identity: session("dev", "dave-smith") }),
  call({ identity: session("gateway", "pod"), requestMetadata: { user: "alice", [KEY]: "blue" } }),
  call({
    identity: session("gateway", "pod"),
    requestMetadata: { user: "nobody" },
    operation: "ChatCompletions",
  }),
  call({ identity: session("dev", "Alice") }),
  call({ identity: session("dev", "alice", OTHER), accountId: OTHER }),
  call({ identity: session("hub", "x", OTHER), accountId: OTHER }),
  call({ modelId: profile, ...answered({ model: "anthropic.claude-sonnet-5" }, 100) }),
  call({ modelId: profile, ...answered({ model: "claude-sonnet-5" }, 100), inferenceRegion: "eu-west-1" }),
  call({
    input: {},
    ...answered({ usage: { inputTokens: 1000, outputTokens: 100, cacheReadInputTokenCount: 500 } }),
  }),
  call(
    answered([{ type: "message_delta", delta: { stop_reason: "refusal" }, usage: { output_tokens: 0 } }], 0),
  ),
  call({ serviceTier: "flex" }),
  call(answered({ usage: { service_tier: "priority" } }, 100)),
  ...['"1000"', "0.5", "-3", "1e400", "{}"].map(odd),
];

/** Rows and warnings of the month; how much was read is no part of what a report says. */
async function report(place: ReturnType<typeof workspace>, ...flags: string[]) {
  const words = ["cost-report", "--month", "2026-10", "--json", "--sandbox", ...flags];
  const result = await ccb(words, { cwd: place.cwd });
  expect(result.code, result.err).toBe(0);
  const { engine: _engine, scan: _scan, ...said } = result.json<Report>();
  return said;
}

test("a month with every case in it is the same for both engines, whatever is kept of it", async () => {
  const place = workspace(YAML);
  expect((await place.ccb("apply --yes")).code).toBe(0);
  const { aws } = sandbox({ dir: place.account });
  await aws.call("s3", "PutObject", {
    Bucket: "acme-corp-bedrock-invocation-logs",
    Key: logKey("2026/10/05/10", "a"),
    Body: logObject(LINES),
  });
  const asked = [
    ["--group-by", "developer"],
    ["--group-by", `developer,account,model,principal,metadata:user,metadata:${KEY.replace(",", "\\,")}`],
    ["--group-by", "metadata:__proto__,account"],
    ["--account", OTHER],
  ];
  for (const flags of asked) {
    const fresh = await report(place, ...flags, "--engine", "local", "--no-cache");
    for (const engine of ["local", "local", "athena", "athena"]) {
      expect(await report(place, ...flags, "--engine", engine)).toEqual(fresh);
    }
    expect(await report(place, ...flags, "--engine", "athena", "--no-cache")).toEqual(fresh);
  }

  const { rows, totals, warnings } = await report(place, ...(asked[0] ?? []));
  expect(rows.map(({ developer, invocations }) => [developer, invocations])).toEqual([
    ["(unattributed)", LINES.length - 6],
    ["alice", 2],
    ["ci", 2],
    ["dave smith", 1],
    ["hub", 1],
  ]);
  expect(totals).toMatchObject({
    refusals: 1,
    otherTier: 2,
    inferred: 1,
    unmetered: 0,
    cacheReadTokens: 500,
  });
  const codes = warnings.map(({ code }) => code);
  expect(codes.filter((code) => code !== "days_without_logs")).toEqual([
    ...["odd_counts", "other_tier", "refusals", "inferred_model", "unattributed"],
    ...["principal_case", "other_account", "unregistered_profile"],
  ]);
  expect(warnings[0]?.message).toMatch(/^5 records /);
  const split = await report(place, ...(asked[1] ?? []));
  const blue = split.rows.find((row) => row[`metadata:${KEY}`] === "blue");
  expect(blue).toMatchObject({
    developer: "alice",
    "metadata:user": "alice",
    account: ACCOUNT,
    invocations: 1,
  });
});
