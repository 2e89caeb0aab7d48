import { expect, test } from "vitest";
import { workspace } from "../support/cli.js";
import { sandbox } from "../support/sandbox.js";
import { SMALL } from "../support/yaml.js";

interface Report {
  totals: unknown;
  rows: unknown[];
  malformed: number;
  duplicates: number;
  scan: { files: number; records: number; bytes: number };
}

test("a stack's month from Athena: rolled up once, then read from the roll-up, from the logs when asked", async () => {
  const { ccb, account } = workspace(SMALL);
  await ccb("apply --yes");
  await ccb("sandbox seed --month 2026-10 --calls 300");
  const report = async (flags: string) => {
    const result = await ccb(`cost-report --month 2026-10 --json ${flags}`);
    expect(result.code).toBe(0);
    const { totals, rows, malformed, duplicates, scan } = result.json<Report>();
    return {
      said: result.err,
      bytes: scan.bytes,
      figures: { totals, rows, malformed, duplicates, records: scan.records },
    };
  };
  const files = async () => {
    const place = { Bucket: "acme-corp-bedrock-invocation-logs", Prefix: "ccb/calls/" };
    const { KeyCount } = await sandbox({ dir: account }).aws.call("s3", "ListObjectsV2", place);
    return KeyCount ?? 0;
  };
  const local = await report("--engine local --no-cache");
  expect(local.figures.rows.length).toBeGreaterThan(0);

  const raw = await report("--engine athena --no-cache");
  expect([raw.figures, await files()]).toEqual([local.figures, 0]);
  const first = await report("--engine athena");
  expect(first.figures).toEqual(local.figures);
  expect(first.said).toMatch(/^Rolled up \d+ days for 2026-10, /m);
  const written = await files();
  expect(written).toBeGreaterThan(0);
  const second = await report("--engine athena");
  expect(second.figures).toEqual(local.figures);
  expect(second.said).not.toContain("Rolled up");
  expect(second.bytes).toBeLessThan(raw.bytes);
  expect((await report("--engine athena --refresh")).figures).toEqual(local.figures);
  expect(await files()).toBe(written);

  // What reports write is no part of the stack: nothing to change, and nothing in the way of its end.
  expect((await ccb("plan --detailed-exitcode")).code).toBe(0);
  expect((await ccb("destroy --yes --delete-data")).code).toBe(0);
  const { TableList } = await sandbox({ dir: account })
    .aws.call("glue", "GetTables", { DatabaseName: "claude_code_bedrock_logs" })
    .catch(() => ({ TableList: [] }));
  expect(TableList).toEqual([]);
});

test("a month that is seeded again is the same for both engines", async () => {
  const { ccb } = workspace(SMALL);
  await ccb("apply --yes");
  const totals = async (engine: string) =>
    (await ccb(`cost-report --month 2026-10 --json --engine ${engine}`)).json<Report>().totals;
  for (const calls of [300, 20, 200]) {
    await ccb(`sandbox seed --month 2026-10 --calls ${calls}`);
    expect(await totals("athena")).toEqual(await totals("local"));
  }
});

test.each(["athena", "local"])("a stack without any logs is an error, engine %s", async (engine) => {
  const { ccb } = workspace(SMALL);
  await ccb("apply --yes");
  const { code, json } = await ccb(`cost-report --month 2026-10 --json --engine ${engine}`);
  expect([code, json<{ error: { code: string } }>().error.code]).toEqual([1, "no_logs"]);
});
