import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { folderSource } from "../../../src/report/local/source.js";
import { readUsage } from "../../../src/report/local/engine.js";
import { engineQuery } from "../../../src/report/query.js";
import { DIMENSIONS, type Dimension, RARE_COUNTS, metadataKeysOf } from "../../../src/report/report-types.js";
import { buildReport } from "../../../src/report/report.js";
import type { UsageResult } from "../../../src/report/usage.js";
import { compositionOf } from "../../reconcilers/attribution/composition.js";
import { temporaryFolder } from "../../support/sandbox.js";
import { KEYS, REGISTER, bucket } from "./generated.js";
import { NOW, type Objects, installed, logKey, logObject } from "./installed.js";

const COMPOSITION = compositionOf({
  developers: {
    alice: { team: "platform" },
    erin: { principal: ["alice2", "arn:aws:iam::210987654321:role/tools/ci-claude"] },
    ci: { principal: "arn:aws:iam::123456789012:role/ci-claude" },
    "fay ray": {},
    x: {},
  },
  attribution: { metadataKey: "user" },
});

const { config } = COMPOSITION;

const GROUP_BY: Dimension[] = [...DIMENSIONS, ...KEYS.map((key): Dimension => `metadata:${key}`)];

/** Rows in one order. */
function sorted({ rows }: UsageResult) {
  return rows.map((row) => JSON.stringify(Object.entries(row).toSorted())).toSorted();
}

async function local(objects: Objects, month: string): Promise<UsageResult> {
  const root = temporaryFolder();
  for (const [key, bytes] of Object.entries(objects)) {
    mkdirSync(dirname(join(root, key)), { recursive: true });
    writeFileSync(join(root, key), bytes);
  }
  return readUsage({
    source: folderSource(root),
    query: engineQuery(config, month, REGISTER, metadataKeysOf(GROUP_BY)),
    workers: 0,
  });
}

/** The report by every dimension; how much was read is no part of what a report says. */
function reportOf(usage: UsageResult) {
  const { scan: _scan, ...report } = buildReport({
    ...{ config, month: "2026-11", engine: "local", register: REGISTER, now: NOW, usage },
    groupBy: GROUP_BY,
  });
  return report;
}

describe("both engines", () => {
  test.each([2, 3, 5])("say the same about the same logs (seed %d)", async (seed) => {
    const [objects = {}] = fc.sample(bucket, { seed, numRuns: 1 });
    const account = await installed(objects, COMPOSITION);
    const [ours, theirs] = [
      await account.usage("2026-11", REGISTER, { groupBy: GROUP_BY }),
      await local(objects, "2026-11"),
    ];
    expect(sorted(ours)).toEqual(sorted(theirs));
    expect(ours.scan.records).toBe(theirs.scan.records);
    const report = reportOf(ours);
    expect(report).toEqual(reportOf(theirs));
    // The sample has something of everything, or the comparison says nothing.
    for (const count of Object.values(report.totals)) expect(Number(count)).toBeGreaterThan(0);
    for (const name of RARE_COUNTS) expect(report.totals[name]).toBeGreaterThan(0);
    for (const key of KEYS) expect(report.rows.some((row) => row[`metadata:${key}`] === "alice")).toBe(true);
    expect(new Set(report.rows.map((row) => row.developer))).toEqual(
      new Set(["alice", "bob", "carol", "dave", "erin", "ci", "fay ray", "x", "(unattributed)"]),
    );
    expect(report.malformed * report.duplicates * report.unpriced.length).toBeGreaterThan(0);
    expect(new Set(ours.rows.map((row) => row.slot)).size).toBe(3);
    expect(new Set(ours.rows.map((row) => row.band)).size).toBeGreaterThan(1);

    // The first report rolls up, the second reads what was rolled up.
    for (const sentences of [1, 0]) {
      const rolled = await account.rolledUp("2026-11", { register: REGISTER, groupBy: GROUP_BY });
      expect(rolled.said).toHaveLength(sentences);
      expect(sorted(rolled)).toEqual(sorted(theirs));
      expect(reportOf(rolled)).toEqual(report);
      const { files, records } = ours.scan;
      expect(rolled.scan).toMatchObject({ files, records });
    }
  });

  const call = {
    timestamp: "2026-11-05T10:00:00Z",
    schemaType: "ModelInvocationLog",
    requestId: "r1",
    modelId: "us.anthropic.claude-sonnet-5",
    region: "us-east-1",
    identity: { arn: "arn:aws:sts::123456789012:assumed-role/developers/alice" },
    input: { inputTokenCount: 1000, cacheWriteInputTokenCount: 100 },
    output: { outputTokenCount: 100 },
  };
  const body = { usage: { cache_creation: { ephemeral_1h_input_tokens: 100 } } };
  const swapped = {
    input: { inputTokenCount: 100, cacheWriteInputTokenCount: 100 },
    output: { outputTokenCount: 1000 },
  };

  test.each([
    ["tokens of other classes", swapped],
    ["a body", { output: { ...call.output, outputBodyJson: body } }],
    ["another model", { modelId: "us.anthropic.claude-opus-4-6-v1" }],
    ["no model", { modelId: null }],
    ["another caller", { identity: { arn: "arn:aws:sts::123456789012:assumed-role/developers/bob" } }],
    ["no caller", { identity: {} }],
    [
      "fewer cache writes and more reads",
      { input: { inputTokenCount: 1000, cacheReadInputTokenCount: 100 } },
    ],
  ])("choose the same of two copies that differ in %s alone", async (_what, members) => {
    const copies = [call, { ...call, ...members }];
    for (const [first, second] of [copies, copies.toReversed()]) {
      const objects = {
        [logKey("2026/11/05/10", "a")]: logObject([first ?? {}]),
        [logKey("2026/11/05/10", "b")]: logObject([second ?? {}]),
      };
      const account = await installed(objects, COMPOSITION);
      const ours = await account.usage("2026-11", REGISTER, { groupBy: GROUP_BY });
      expect(sorted(ours)).toEqual(sorted(await local(objects, "2026-11")));
      expect([ours.rows[0]?.invocations, ours.duplicates]).toEqual([1, 1]);
    }
  });

  const lifetimes = (usage: string) => `{"outputTokenCount":100,"outputBodyJson":{"usage":${usage}}}`;

  test.each([
    ...['"1000"', "-5", "1.5", "1e400", "{}", "[7]", "true"].flatMap((count) => [
      `{"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":${count}}}`,
      `{"cache_creation":{"ephemeral_5m_input_tokens":${count},"ephemeral_1h_input_tokens":7}}`,
      `{"cacheDetails":[{"ttl":"1h","inputTokens":${count}},{"ttl":"1h","inputTokens":7}]}`,
      `{"cacheDetails":[{"ttl":"5m","inputTokens":${count}}]}`,
    ]),
  ])("say that a count of cache writes is odd, and take it for missing: %s", async (usage) => {
    const asked = JSON.stringify({ ...call, output: "@" }).replace('"@"', lifetimes(usage));
    const others = [
      { ...call, requestId: "r2", output: { outputTokenCount: 100, outputBodyJson: body } },
      // Nothing was written.
      JSON.parse(asked.replace("1e400", "-1")) as object,
    ];
    Object.assign(others[1] ?? {}, { requestId: "r3", input: { inputTokenCount: 1000 } });
    const text = [asked, ...others.map((other) => JSON.stringify(other))].join("\n");
    const objects = { [logKey("2026/11/05/10", "a")]: gzipSync(`${text}\n`) };
    const account = await installed(objects, COMPOSITION);
    const ours = await account.usage("2026-11", REGISTER, { groupBy: GROUP_BY });
    expect(sorted(ours)).toEqual(sorted(await local(objects, "2026-11")));
    expect(ours.rows.map((row) => [row.invocations, row.oddCounts])).toEqual([[3, 1]]);
  });

  test("take an identity that is no object, or has no text for an ARN, for none", async () => {
    const arn = "arn:aws:sts::123456789012:assumed-role/developers/alice";
    const odd = ["x", "", 5, true, [], [{ arn }], null, {}, { arn: 5 }, { arn: "" }, { arn: { arn } }];
    const records = odd.map((identity, i) => ({ ...call, requestId: `r${i}`, identity }));
    const objects = {
      [logKey("2026/11/05/10", "a")]: logObject([...records, { ...call, requestId: "known" }]),
    };
    const account = await installed(objects, COMPOSITION);
    const ours = await account.usage("2026-11", REGISTER, { groupBy: GROUP_BY });
    expect(sorted(ours)).toEqual(sorted(await local(objects, "2026-11")));
    expect(ours.rows.map((row) => [row.principal, row.invocations]).toSorted()).toEqual([
      [null, odd.length],
      [arn, 1],
    ]);
  });

  test("take the cache counts of a stream that tells its input nowhere", async () => {
    const outputBodyJson = [
      { type: "message_start", message: { usage: { cache_read_input_tokens: 70 } } },
      { type: "message_delta", usage: { output_tokens: 9 } },
    ];
    const objects = {
      [logKey("2026/11/05/10", "a")]: logObject([{ ...call, input: {}, output: { outputBodyJson } }]),
    };
    const ours = await (
      await installed(objects, COMPOSITION)
    ).usage("2026-11", REGISTER, { groupBy: GROUP_BY });
    expect(ours.rows[0]).toMatchObject({
      inputTokens: 0,
      cacheReadTokens: 70,
      outputTokens: 9,
      unmetered: 0,
    });
    expect(sorted(ours)).toEqual(sorted(await local(objects, "2026-11")));
  });
});
