import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { bucket } from "../generated.js";
import { installed, logKey, logObject } from "../installed.js";
import { record } from "../records.js";
import { oneCall, figures, rollUpFiles, hours, locations, moved, rollUpRows } from "./state.js";

const DAYS = ["10-31", "11-03", "11-29", "11-30", "12-01"];
const LOGS = Object.assign({}, ...DAYS.map((day) => oneCall(day, `r-${day}`))) as ReturnType<typeof oneCall>;
/** The last day of the month is yesterday. */
const DECEMBER = new Date("2026-12-01T12:00:00Z");

describe("a second report", () => {
  test("writes nothing, reads only the roll-up and says the same", async () => {
    const account = await installed(LOGS);
    const raw = await account.usage("2026-11");
    const first = await account.rolledUp("2026-11");
    expect(first.said).toEqual([expect.stringMatching(/^Rolled up 5 days for 2026-11, /)]);
    const [places, keys] = [await locations(account), await rollUpFiles(account)];
    expect(Object.keys(places)).toEqual(DAYS.map((day) => `2026-${day}`));
    account.calls.length = 0;
    const second = await account.rolledUp("2026-11");
    expect(second.said).toEqual([]);
    expect(account.calls.filter((one) => one.operation === "StartQueryExecution")).toHaveLength(1);
    expect([await locations(account), await rollUpFiles(account)]).toEqual([places, keys]);
    for (const usage of [first, second]) expect(figures(usage)).toEqual(figures(raw));
    // What the first one read and cost is the logs and the roll-up.
    expect(first.scan.bytes).toBe(raw.scan.bytes + second.scan.bytes);
    expect(first.scanCostUsd).toBeCloseTo(raw.scanCostUsd + second.scanCostUsd, 12);
  });

  test("of another month rolls up only the days that the first one did not", async () => {
    const account = await installed({ ...LOGS, ...oneCall("12-20", "late") });
    await account.rolledUp("2026-11");
    const before = await locations(account);
    await account.rolledUp("2026-12");
    expect(moved(before, await locations(account))).toEqual(["2026-12-20"]);
  });

  test("sees a new object in an old day, and makes that day anew alone", async () => {
    const account = await installed(LOGS);
    await account.rolledUp("2026-11");
    const before = await locations(account);
    await account.upload(oneCall("11-03", "late", "b"));
    const usage = await account.rolledUp("2026-11");
    expect(usage.said).toEqual([expect.stringContaining("Rolled up 1 day ")]);
    expect(moved(before, await locations(account))).toEqual(["2026-11-03"]);
    expect(figures(usage)).toEqual(figures(await account.usage("2026-11")));
    expect(usage.rows.reduce((sum, row) => sum + row.invocations, 0)).toBe(4);
  });

  test("sees an object that changed under its old name", async () => {
    const account = await installed(LOGS);
    await account.rolledUp("2026-11");
    await account.upload(oneCall("11-03", "another"));
    expect((await account.rolledUp("2026-11")).said).toHaveLength(1);
  });

  test("makes nothing anew for what other regions and projects log into the bucket", async () => {
    const account = await installed(LOGS);
    await account.rolledUp("2026-11");
    const [[key = "", bytes = new Uint8Array()] = []] = Object.entries(oneCall("11-03", "other"));
    await account.upload({
      [key.replace("us-east-1", "eu-west-1")]: bytes,
      [key.replace("claude-code/", "other/")]: bytes,
    });
    expect((await account.rolledUp("2026-11")).said).toEqual([]);
  });

  test("makes days anew that another version made", async () => {
    const account = await installed(LOGS);
    await account.rolledUp("2026-11");
    const table = {
      DatabaseName: account.c.names.glueDatabase,
      TableName: account.c.names.invocationCallsTable,
    };
    const { Partitions = [] } = await account.aws.call("glue", "GetPartitions", table);
    const [{ Values: PartitionValueList = [], Parameters, StorageDescriptor } = {}] = Partitions;
    await account.aws.call("glue", "BatchUpdatePartition", {
      ...table,
      Entries: [
        {
          PartitionValueList,
          PartitionInput: {
            Values: PartitionValueList,
            StorageDescriptor,
            Parameters: { ...Parameters, "ccb.format": "0" },
          },
        },
      ],
    });
    const before = await locations(account);
    await account.rolledUp("2026-11");
    expect(moved(before, await locations(account))).toEqual(PartitionValueList);
  });
});

describe("a day", () => {
  test("made anew has the same rows", async () => {
    const [objects = {}] = fc.sample(bucket, { seed: 5, numRuns: 1 });
    const account = await installed(objects, undefined, DECEMBER);
    await account.rolledUp("2026-11");
    const [before, places] = [await rollUpRows(account), await locations(account)];
    expect(before.length).toBeGreaterThan(300);
    hours(account, 2);
    await account.rolledUp("2026-11", { refresh: true });
    expect(moved(places, await locations(account)).length).toBeGreaterThan(0);
    expect(await rollUpRows(account)).toEqual(before);
  });

  test("of the last three is made anew with --refresh, others are not", async () => {
    const account = await installed(LOGS, undefined, DECEMBER);
    await account.rolledUp("2026-11");
    const before = await locations(account);
    await account.rolledUp("2026-11", { refresh: true });
    expect(moved(before, await locations(account))).toEqual(["2026-11-29", "2026-11-30", "2026-12-01"]);
    // Of a month that is long over they are the last that are read for it.
    account.clock.now = new Date("2027-03-01T00:00:00Z");
    const later = await locations(account);
    await account.rolledUp("2026-11", { refresh: true });
    expect(moved(later, await locations(account))).toEqual(["2026-11-29", "2026-11-30", "2026-12-01"]);
  });

  test("without a line in its objects is rolled up once", async () => {
    const account = await installed({ [logKey("2026/11/03/10", "empty")]: new Uint8Array() });
    expect((await account.rolledUp("2026-11")).said).toHaveLength(1);
    const second = await account.rolledUp("2026-11");
    expect(second).toMatchObject({ said: [], rows: [], scanCostUsd: 0 });
  });

  test("without log objects is none: an empty month takes no roll-up", async () => {
    const account = await installed();
    expect(await account.rolledUp("2026-11")).toMatchObject({ said: [], rows: [] });
    expect(await locations(account)).toEqual({});
  });
});

describe("when log objects are gone", () => {
  const drop = async ({ aws, c }: Awaited<ReturnType<typeof installed>>, ...keys: string[]) => {
    for (const Key of keys) await aws.call("s3", "DeleteObject", { Bucket: c.names.logsBucket, Key });
  };

  test("an old day keeps its figures, with --refresh too", async () => {
    const account = await installed(LOGS, undefined, new Date("2027-12-05T00:00:00Z"));
    const before = figures(await account.rolledUp("2026-11"));
    await drop(account, ...Object.keys(LOGS));
    expect(figures(await account.rolledUp("2026-11"))).toEqual(before);
    const refreshed = await account.rolledUp("2026-11", { refresh: true });
    expect(figures(refreshed)).toEqual(before);
    expect([refreshed.said, refreshed.warnings?.map(({ code }) => code)]).toEqual([[], ["logs_expired"]]);
    expect((await account.usage("2026-11")).rows).toEqual([]);
  });

  test("before they can have expired, the day is what is left of them", async () => {
    const account = await installed(
      { ...LOGS, ...oneCall("11-03", "second", "b") },
      undefined,
      new Date("2027-10-01T00:00:00Z"),
    );
    await account.rolledUp("2026-11");
    await drop(account, ...Object.keys({ ...oneCall("11-30", ""), ...oneCall("11-03", "") }));
    const usage = await account.rolledUp("2026-11");
    expect(figures(usage)).toEqual(figures(await account.usage("2026-11")));
    expect([usage.scan.records, usage.warnings]).toEqual([4, []]);
  });

  test("other ones in their place count, fewer or more", async () => {
    const account = await installed(LOGS);
    await account.rolledUp("2026-11");
    await drop(account, ...Object.keys(LOGS));
    await account.upload(oneCall("11-03", "other", "c"));
    const usage = await account.rolledUp("2026-11");
    expect(figures(usage)).toEqual(figures(await account.usage("2026-11")));
    expect(usage.scan.records).toBe(1);
  });

  test("by a rule that was stricter when the day was rolled up, it keeps its figures", async () => {
    const account = await installed(LOGS);
    const before = figures(await account.rolledUp("2026-11", { expirationDays: 30 }));
    await drop(account, ...Object.keys(LOGS));
    account.clock.now = new Date("2027-02-01T00:00:00Z");
    expect(figures(await account.rolledUp("2026-11", { expirationDays: 365 }))).toEqual(before);
  });

  test("and the roll-up's files too, that is said; files alone are written again", async () => {
    const account = await installed(LOGS, undefined, new Date("2027-12-05T00:00:00Z"));
    const before = figures(await account.rolledUp("2026-11"));
    const third = (keys: string[]) => keys.find((key) => key.includes("dt=2026-11-03")) ?? "";
    await drop(account, third(await rollUpFiles(account)));
    const again = await account.rolledUp("2026-11");
    expect(again.said).toEqual([expect.stringContaining("Rolled up 1 day ")]);
    expect(figures(again)).toEqual(before);
    await drop(account, third(await rollUpFiles(account)), ...Object.keys(oneCall("11-03", "")));
    expect((await account.rolledUp("2026-11")).warnings).toEqual([
      { code: "roll_up_damaged", message: expect.stringMatching(/ 2026-11-03$/) as string },
    ]);
  });

  test("what is left of an old day is rolled up when the roll-up's files are gone too", async () => {
    const both = { ...oneCall("11-03", "first"), ...oneCall("11-03", "second", "b") };
    const account = await installed(both, undefined, new Date("2027-12-05T00:00:00Z"));
    await account.rolledUp("2026-11");
    await drop(account, ...(await rollUpFiles(account)), ...Object.keys(oneCall("11-03", "")));
    for (const said of [1, 0]) {
      const usage = await account.rolledUp("2026-11");
      expect([usage.scan.records, usage.said.length]).toEqual([1, said]);
      expect(usage.warnings?.map(({ code }) => code)).toEqual(["roll_up_damaged"]);
    }
    // Restored from a copy, the log tells all again.
    await account.upload(both);
    expect(await account.rolledUp("2026-11")).toMatchObject({ scan: { records: 2 }, warnings: [] });
  });
});

describe("a run that takes so long that its files may be gone", () => {
  test("points at nothing, and says so", async () => {
    const account = await installed(LOGS);
    const start = Date.now();
    const late = vi.spyOn(Date, "now");
    const onProgress = () => void late.mockReturnValue(start + 31 * 60_000);
    await expect(account.rolledUp("2026-11", { onProgress })).rejects.toMatchObject({ code: "roll_up_late" });
    late.mockRestore();
    expect(await locations(account)).toEqual({});
    expect(figures(await account.rolledUp("2026-11"))).toEqual(figures(await account.usage("2026-11")));
  });

  test("and pointed at them all the same is made anew", async () => {
    const account = await installed(LOGS);
    const { aws, c } = account;
    await account.rolledUp("2026-11");
    const table = { DatabaseName: c.names.glueDatabase, TableName: c.names.invocationCallsTable };
    const { Partition } = await aws.call("glue", "GetPartition", {
      ...table,
      PartitionValues: ["2026-11-03"],
    });
    const { Parameters, StorageDescriptor, Values } = Partition ?? {};
    const Location = `s3://${c.names.logsBucket}/${c.names.rollUpPrefix}run=20261203T000000Z-00000000/dt=2026-11-03/`;
    await aws.call("glue", "UpdatePartition", {
      ...table,
      PartitionValueList: ["2026-11-03"],
      PartitionInput: {
        ...{ Values, StorageDescriptor: { ...StorageDescriptor, Location } },
        Parameters: { ...Parameters, "ccb.file-count": "0" },
      },
    });
    expect(figures(await account.rolledUp("2026-11"))).toEqual(figures(await account.usage("2026-11")));
  });
});

test("no word of a prompt or an answer is in the roll-up", async () => {
  const secret = "correct horse battery staple";
  const body = { model: "claude-opus-5-5", content: secret, usage: { cache_creation: {} } };
  const profile = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/aaaaaaaaaaaa";
  const account = await installed({
    [logKey("2026/11/03/10", "a")]: logObject([
      record("r", {
        modelId: profile,
        input: { inputTokenCount: 1, cacheWriteInputTokenCount: 5, inputBodyJson: { text: secret } },
        output: { outputTokenCount: 1, outputBodyJson: body },
      }),
      `not JSON: ${secret}`,
    ]),
  });
  await account.rolledUp("2026-11");
  const text = (await rollUpRows(account)).join("\n");
  expect(text).toContain("claude-opus-5-5");
  expect(text).not.toContain(secret);
});

test("request ids are told apart letter by letter, and a copy counts once, whatever day it came", async () => {
  const uuid = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
  const ids = [uuid, uuid.toUpperCase(), uuid.replaceAll("-", ""), `${uuid} `, `${uuid.slice(0, -1)}e`];
  const timestamp = "2026-11-03T10:00:00Z";
  const account = await installed({
    [logKey("2026/11/03/10", "a")]: logObject([...ids, uuid].map((id) => record(id, { timestamp }))),
    [logKey("2026/11/04/10", "b")]: logObject(ids.map((id) => record(id, { timestamp }))),
  });
  for (const usage of [await account.rolledUp("2026-11"), await account.usage("2026-11")]) {
    expect(usage).toMatchObject({ rows: [{ invocations: 5 }], duplicates: 6 });
  }
});
