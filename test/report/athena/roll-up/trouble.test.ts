import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { GetQueryExecutionOutput, StartQueryExecutionOutput } from "@aws-sdk/client-athena";
import { describe, expect, test } from "vitest";
import type { Aws } from "../../../../src/aws/aws.js";
import type { FaultOptions } from "../../../../src/sandbox/faults.js";
import { compositionOf } from "../../../reconcilers/attribution/composition.js";
import { sandbox } from "../../../support/sandbox.js";
import { installed, logKey } from "../installed.js";
import { figures, hours, locations, oneCall, rollUpFiles } from "./state.js";

const LOGS = { ...oneCall("11-03", "r-1"), ...oneCall("11-04", "r-2"), ...oneCall("11-05", "r-3") };
type Installed = Awaited<ReturnType<typeof installed>>;

/** Another client of the account, with trouble of its own. */
const troubled = ({ dir, clock }: Installed, faults: FaultOptions) =>
  sandbox({ dir, clock: () => clock.now, faults }).aws;

const DENIED = { name: "AccessDeniedException", message: "not for you" };

/** Athena as it answers somebody who may not write into the bucket. */
function mayNotWrite(aws: Aws): Aws {
  const unloads = new Set<string>();
  const call = async (...args: Parameters<Aws["call"]>) => {
    const answer = (await aws.call(...args)) as StartQueryExecutionOutput & GetQueryExecutionOutput;
    const { QueryExecutionId = "", QueryExecution } = answer;
    const { QueryString = "" } = args[2] as { QueryString?: string };
    if (QueryString.startsWith("UNLOAD")) unloads.add(QueryExecutionId);
    if (!unloads.has(QueryExecution?.QueryExecutionId ?? "")) return answer;
    const StateChangeReason = "Access Denied (Service: Amazon S3; Status Code: 403)";
    return {
      ...answer,
      QueryExecution: { ...QueryExecution, Status: { State: "FAILED", StateChangeReason } },
    };
  };
  return { call, pages: aws.pages.bind(aws) } as unknown as Aws;
}

describe("the logs are read, and it is said why,", () => {
  const expectRaw = async (account: Installed, aws: Aws, why: RegExp) => {
    const usage = await account.rolledUp("2026-11", { aws });
    expect(usage.said).toEqual([expect.stringMatching(why)]);
    expect(figures(usage)).toEqual(figures(await account.usage("2026-11")));
    expect(await locations(account)).toEqual({});
  };

  test.each([
    ["glue:GetPartitions", /GetPartitions: not for you/],
    ["glue:BatchCreatePartition", /BatchCreatePartition: not for you/],
  ])("without permission for %s", async (operation, why) => {
    const account = await installed(LOGS);
    await expectRaw(account, troubled(account, { deny: { [operation]: DENIED } }), why);
  });

  test("without permission to write into the bucket", async () => {
    const account = await installed(LOGS);
    await expectRaw(account, mayNotWrite(account.aws), /may not be used: Access Denied \(Service: Amazon S3/);
  });

  test("when the stack was applied by a version without the roll-up", async () => {
    const account = await installed(LOGS);
    const { glueDatabase: DatabaseName, invocationCallsTable: Name } = account.c.names;
    await account.aws.call("glue", "DeleteTable", { DatabaseName, Name });
    const usage = await account.rolledUp("2026-11");
    expect(usage.said).toEqual([expect.stringMatching(/no roll-up table .*; run ccb apply\./)]);
    expect(figures(usage)).toEqual(figures(await account.usage("2026-11")));
    expect(await rollUpFiles(account)).toEqual([]);
  });
});

test("who may only read uses a roll-up that is up to date", async () => {
  const account = await installed(LOGS);
  await account.rolledUp("2026-11");
  const deny = { "glue:BatchCreatePartition": DENIED, "glue:BatchUpdatePartition": DENIED };
  const aws = mayNotWrite(troubled(account, { deny }));
  expect((await account.rolledUp("2026-11", { aws })).said).toEqual([]);
});

test("other trouble of the services is not hidden", async () => {
  const account = await installed(LOGS);
  const error = { name: "InternalServiceException", message: "no" };
  const aws = troubled(account, { deny: { "glue:GetPartitions": error } });
  await expect(account.rolledUp("2026-11", { aws })).rejects.toMatchObject(error);
});

describe("files that no day points at", () => {
  test("are left by a crash before the last step, and removed by a later run, after an hour", async () => {
    const account = await installed(LOGS);
    const right = figures(await account.usage("2026-11"));
    const error = { name: "InternalServiceException", message: "no" };
    const crashing = troubled(account, { deny: { "glue:BatchCreatePartition": error } });
    await expect(account.rolledUp("2026-11", { aws: crashing })).rejects.toThrow();
    const left = await rollUpFiles(account);
    expect(left).toHaveLength(3);

    expect(figures(await account.rolledUp("2026-11"))).toEqual(right);
    expect(await rollUpFiles(account)).toEqual(expect.arrayContaining(left));
    hours(account, 2);
    await account.upload(oneCall("11-03", "late", "b"));
    await account.rolledUp("2026-11");
    const now = await rollUpFiles(account);
    expect(now.filter((key) => left.includes(key))).toEqual([]);
    const used = Object.values(await locations(account));
    expect(used.filter((place) => !now.some((key) => place.endsWith(key.replace(/[^/]*$/, ""))))).toEqual([]);
    expect(figures(await account.rolledUp("2026-11"))).toEqual(figures(await account.usage("2026-11")));
  });

  test("stay for an hour after the day was made anew: a query may be reading them", async () => {
    const account = await installed(LOGS);
    await account.rolledUp("2026-11");
    hours(account, 24);
    const before = await rollUpFiles(account);
    await account.upload(oneCall("11-03", "late", "b"));
    await account.rolledUp("2026-11");
    expect(await rollUpFiles(account)).toEqual(expect.arrayContaining(before));
    hours(account, 2);
    await account.upload(oneCall("11-04", "late", "b"));
    await account.rolledUp("2026-11");
    const gone = before.filter((key) => key.includes("dt=2026-11-03"));
    const now = await rollUpFiles(account);
    expect(before.filter((key) => !now.includes(key))).toEqual(gone);
  });

  test("are kept by who may not delete, with a word about it", async () => {
    const account = await installed(LOGS);
    const crashing = troubled(account, { deny: { "glue:BatchCreatePartition": DENIED } });
    await account.rolledUp("2026-11", { aws: crashing });
    hours(account, 2);
    const aws = troubled(account, { deny: { "s3:DeleteObjects": DENIED } });
    const { said } = await account.rolledUp("2026-11", { aws });
    expect(said).toEqual([
      expect.stringContaining("Rolled up"),
      expect.stringMatching(/were not deleted: .*not for you/),
    ]);
  });

  test("of somebody else under the same prefix are not touched", async () => {
    const account = await installed({ ...LOGS, "ccb/calls/notes.txt": Buffer.from("mine") });
    await account.rolledUp("2026-11");
    hours(account, 3);
    await account.rolledUp("2026-11", { refresh: true });
    await account.upload(oneCall("11-03", "late", "b"));
    await account.rolledUp("2026-11");
    expect(await rollUpFiles(account)).toContain("ccb/calls/notes.txt");
  });
});

describe("runs", () => {
  test("at the same time do no harm", async () => {
    const account = await installed(LOGS);
    const right = figures(await account.usage("2026-11"));
    const others = [1, 2, 3].map(() => troubled(account, {}));
    const all = await Promise.all(others.map((aws) => account.rolledUp("2026-11", { aws })));
    for (const usage of all) expect(figures(usage)).toEqual(right);
    const last = await account.rolledUp("2026-11");
    expect(last.said).toEqual([]);
    expect(figures(last)).toEqual(right);
  });

  test("survive lost answers", async () => {
    const account = await installed(LOGS);
    const right = figures(await account.usage("2026-11"));
    const aws = troubled(account, { lose: [1, 3, 5, 7] });
    expect(figures(await account.rolledUp("2026-11", { aws }))).toEqual(right);
    expect(figures(await account.rolledUp("2026-11"))).toEqual(right);
  });

  test("end with an interruption, whose query is stopped and whose days stay as they were", async () => {
    const account = await installed(LOGS);
    const interruption = new AbortController();
    const report = account.rolledUp("2026-11", {
      signal: interruption.signal,
      onProgress: () => interruption.abort(),
    });
    await expect(report).rejects.toMatchObject({ code: "interrupted", exitCode: 130 });
    expect(await locations(account)).toEqual({});
    expect(account.calls.filter((one) => one.operation === "StopQueryExecution")).toHaveLength(1);
  });
});

describe("under the workgroup's limit", () => {
  const limited = () => compositionOf({ attribution: { athena: { bytesScannedCutoff: 10_000_000 } } });
  const large = () =>
    gzipSync(`${JSON.stringify({ body: randomBytes(4_500_000).toString("base64") })}\n`, { level: 1 });

  test("days that are too much together are rolled up one by one, bodies beside the log included", async () => {
    const bodies = ["11-03", "11-04", "11-05"].map((day) => [
      logKey(`2026/${day.replace("-", "/")}/10/data`, "body_output"),
      large(),
    ]);
    const account = await installed({ ...LOGS, ...Object.fromEntries(bodies) }, limited());
    await expect(account.usage("2026-11")).rejects.toMatchObject({ code: "scan_cutoff" });
    const usage = await account.rolledUp("2026-11");
    expect(usage.rows.reduce((sum, row) => sum + row.invocations, 0)).toBe(3);
    expect(new Set(Object.values(await locations(account)).map((place) => place.split("/")[5])).size).toBe(2);
    // The statement that was stopped is charged for too.
    expect(usage.scan.bytes).toBeGreaterThan(20_000_000);
  });

  test("a day that is too much alone is the error that names the limit", async () => {
    const key = logKey("2026/11/03/10/data", "body");
    const account = await installed({ ...LOGS, [key]: new Uint8Array(10_000_001) }, limited());
    const report = account.rolledUp("2026-11");
    await expect(report).rejects.toMatchObject({
      code: "scan_cutoff",
      hint: expect.stringContaining("bytesScannedCutoff"),
    });
  });
});
