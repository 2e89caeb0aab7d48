import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { build } from "rolldown";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readUsage } from "../../../src/report/local/engine.js";
import { type LogSource, folderSource } from "../../../src/report/local/source.js";
import { engineQuery } from "../../../src/report/query.js";
import {
  type Json,
  MONTH,
  type ReportOptions,
  configOf,
  hourFolder,
  logsFolder,
  packed,
  profileArn,
  record,
  registerLine,
  reportOn,
  signedIn,
} from "../logs.js";
import { hostileRecords, jsonText } from "./hostile.js";

const KEY = `${hourFolder()}/a.json.gz`;
const GROUP_BY = ["developer", "team", "model", "day", "region", "principal"] as const;

/** The report without what depends on how the records are stored. */
async function figures(root: string, options: ReportOptions = {}) {
  const { scan, ...rest } = await reportOn(root, { groupBy: [...GROUP_BY], ...options });
  return { ...rest, records: scan.records };
}

describe("objects", () => {
  test("may be gzip of several members, and of none", async () => {
    const parts = [packed([record()]), gzipSync(""), packed([record(), record()])];
    const half = JSON.stringify(record());
    const cut = [gzipSync(half.slice(0, 90)), gzipSync(half.slice(90))];
    const root = logsFolder({
      [KEY]: Buffer.concat([...parts, ...cut]),
      [`${hourFolder()}/b.json.gz`]: Buffer.alloc(0),
      [`${hourFolder()}/c.json.gz`]: gzipSync(""),
      [`${hourFolder()}/d.json.gz`]: gzipSync("\n\n"),
    });
    const { totals, malformed, scan } = await reportOn(root);
    expect([totals.invocations, malformed, scan.files]).toEqual([4, 0, 4]);
  });

  test("need not end in a newline", async () => {
    const text = `${JSON.stringify(record())}\n${JSON.stringify(record())}`;
    expect((await reportOn(logsFolder({ [KEY]: gzipSync(text) }))).totals.invocations).toBe(2);
  });

  test.each([
    ["cut", packed([record()]).subarray(0, -12)],
    ["no gzip", Buffer.from(JSON.stringify(record()))],
    ["wrong in its checksum", Buffer.concat([packed([record()]).subarray(0, -8), Buffer.alloc(8)])],
  ])("that are %s are an error that names them", async (_what, content) => {
    await expect(reportOn(logsFolder({ [KEY]: content }))).rejects.toMatchObject({
      code: "damaged_object",
      message: expect.stringContaining("2026/11/03/09/a.json.gz") as string,
    });
  });

  test("larger than memory should hold are read piece by piece, lines across pieces included", async () => {
    const lines = Array.from({ length: 300 }, (_, i) =>
      record({ input: { inputTokenCount: i, inputBodyJson: { text: "x".repeat(120_000) } } }),
    );
    const large = packed(lines);
    expect(gunzipSync(large).length).toBeGreaterThan(32 << 20);
    const { totals } = await reportOn(
      logsFolder({ [KEY]: large, [`${hourFolder()}/b.json.gz`]: [record()] }),
    );
    expect(totals).toMatchObject({ invocations: 301, inputTokens: 1000 + (299 * 300) / 2 });
    const damaged = large.subarray(0, -5000);
    await expect(reportOn(logsFolder({ [KEY]: damaged }))).rejects.toMatchObject({ code: "damaged_object" });
  });

  test("whose trailer understates them are read in full", async () => {
    const text = Array.from({ length: 300 }, () => record({ extra: "y".repeat(100_000) }));
    const root = logsFolder({ [KEY]: Buffer.concat([packed(text), packed([record()])]) });
    expect((await reportOn(root)).totals.invocations).toBe(301);
  });

  test("that vanish after they were listed are an error, too", async () => {
    const folder = folderSource(logsFolder({ [KEY]: [record()] }));
    const source: LogSource = { name: "x", readsAtOnce: 4, list: folder.list, read: async () => undefined };
    const query = engineQuery(configOf(), MONTH, []);
    await expect(readUsage({ source, query })).rejects.toMatchObject({ code: "missing_object" });
  });
});

test("a folder that is not there is bad input", async () => {
  await expect(reportOn("/nowhere/at/all", { register: [] })).rejects.toMatchObject({
    code: "logs_not_found",
  });
});

describe("the report", () => {
  const folder = mkdtempSync(join(tmpdir(), "ccb-test-"));
  const workerFile = join(folder, "report-worker.js");
  beforeAll(async () => {
    await build({
      input: { "report-worker": join(import.meta.dirname, "../../../src/report/local/worker.ts") },
      platform: "node",
      output: { dir: folder, format: "esm" },
      logLevel: "silent",
    });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const register = [
    registerLine({ createdAt: "2026-11-01T00:00:00Z" }),
    registerLine({ createdAt: "2026-11-10T00:00:00Z", developer: "grace", team: "compilers" }),
  ];
  const placed = fc.record({
    content: hostileRecords,
    hour: fc.nat(4),
    object: fc.nat(2),
    copies: fc.constantFrom(1, 1, 1, 2, 3),
  });

  test("is the same however the records are spread over objects and folders, and written", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(placed, { maxLength: 25 }), jsonText, async (records, write) => {
        const files: Record<string, string[]> = {};
        const together: string[] = [];
        for (const { content, hour, object, copies } of records) {
          for (let i = 0; i < copies; i += 1) {
            const path = `${hourFolder(`2026/11/0${hour + 1}/0${i}`)}/${object}.json.gz`;
            (files[path] ??= []).push(write(content));
            together.unshift(JSON.stringify(content));
          }
        }
        expect(await figures(logsFolder(files, register))).toEqual(
          await figures(logsFolder({ [KEY]: together }, register)),
        );
      }),
      { numRuns: 60 },
    );
  });

  test("is the same for any number of workers, copies across them included", async () => {
    const people = ["ada", "grace", "bot"];
    const files: Record<string, Json[]> = {};
    for (let i = 0; i < 1200; i += 1) {
      const call = record({
        modelId: i % 3 === 0 ? profileArn("p1") : "global.anthropic.claude-haiku-5-5",
        timestamp: new Date(Date.UTC(2026, 10, 1 + (i % 20), i % 24)).toISOString(),
        identity: { arn: signedIn(people[i % 3] ?? "") },
        input: { inputTokenCount: i * 200, cacheWriteInputTokenCount: i },
      });
      const copies = i % 10 === 0 ? 3 : 1;
      for (let copy = 0; copy < copies; copy += 1) {
        const path = `${hourFolder(`2026/11/${String(1 + ((i * 7 + copy * 11) % 28)).padStart(2, "0")}/0${copy}`)}/a.json.gz`;
        (files[path] ??= []).push(copy === 2 ? { ...call, errorCode: "X" } : call);
      }
    }
    const root = logsFolder(files, register);
    const alone = await figures(root);
    expect([alone.totals.invocations, alone.duplicates]).toEqual([1200, 240]);
    for (const workers of [1, 2, 3]) expect(await figures(root, { workers, workerFile })).toEqual(alone);
  });

  test("says what a worker met", async () => {
    const root = logsFolder({ [KEY]: [record()], [`${hourFolder()}/b.json.gz`]: Buffer.from("no gzip") });
    await expect(reportOn(root, { workers: 2, workerFile })).rejects.toMatchObject({
      name: "KnownError",
      code: "damaged_object",
      message: expect.stringContaining("b.json.gz") as string,
    });
  });

  test("says what the file system told a worker", async () => {
    const logs = folderSource(logsFolder({ [KEY]: [record()] }));
    const source: LogSource = { ...logs, fileOf: () => "/nowhere/at/all" };
    const query = engineQuery(configOf(), MONTH, []);
    await expect(readUsage({ source, query, workers: 1, workerFile })).rejects.toMatchObject({
      code: "ENOENT",
      path: "/nowhere/at/all",
      syscall: "open",
    });
  });

  test.each([0, 2])("ends when it is aborted, and tells how far it is; %i workers", async (workers) => {
    const names = Array.from({ length: 100 }, (_, i) => `${hourFolder()}/${i}.json.gz`);
    const root = logsFolder(Object.fromEntries(names.map((name) => [name, [record()]])));
    const query = engineQuery(configOf(), MONTH, []);
    const stop = new AbortController();
    const seen: number[] = [];
    const onProgress = ({ files, totalFiles }: { files: number; totalFiles: number }) => {
      expect(totalFiles).toBe(100);
      seen.push(files);
      stop.abort(new Error("enough"));
    };
    const options = {
      source: folderSource(root),
      query,
      workers,
      workerFile,
      onProgress,
      signal: stop.signal,
    };
    await expect(readUsage(options)).rejects.toThrow("enough");
    expect(seen).toHaveLength(1);
  });
});
