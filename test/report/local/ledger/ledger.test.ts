import { chmodSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync, inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { parquetMetadata } from "hyparquet";
import { describe, expect, test } from "vitest";
import type { RegisterLine } from "../../../../src/register/register.js";
import { readUsage } from "../../../../src/report/local/engine.js";
import { Ledger } from "../../../../src/report/local/ledger/ledger.js";
import type { LogSource } from "../../../../src/report/local/source.js";
import { engineQuery } from "../../../../src/report/query.js";
import type { UsageResult } from "../../../../src/report/usage.js";
import { temporaryFolder } from "../../../support/sandbox.js";
import {
  MONTH,
  configOf,
  hourFolder,
  packed,
  profileArn,
  record,
  registerLine,
  signedIn,
} from "../../logs.js";
import { hostileRecords } from "../hostile.js";

type Objects = Map<string, Buffer>;

/** A source in memory that notes what is read; an object's ETag is its content. */
function memory(objects: Objects): LogSource & { reads: string[] } {
  const reads: string[] = [];
  return {
    name: "memory",
    reads,
    readsAtOnce: 4,
    read: async (key) => {
      reads.push(key);
      return objects.get(key);
    },
    list: async (prefix) => {
      const below = [...objects.keys()].filter((key) => key.startsWith(prefix)).toSorted();
      const parts = below.map((key) => key.slice(prefix.length).split("/"));
      const folders = parts.flatMap((names) => (names.length > 1 ? [`${prefix}${names[0]}/`] : []));
      const here = below.filter((_key, i) => parts[i]?.length === 1);
      return {
        folders: [...new Set(folders)],
        objects: here.map((key) => {
          const content = objects.get(key) ?? Buffer.alloc(0);
          return { key, size: content.length, etag: content.toString("base64") };
        }),
      };
    },
  };
}

interface Run {
  folder?: string;
  version?: string;
  fresh?: boolean;
  owner?: number;
  month?: string;
  register?: RegisterLine[];
  /** Keys of the request metadata. */
  keys?: string[];
}

/** Figures in an order of their own, and the keys that were read. */
async function read(objects: Objects, { folder, version = "1", fresh = false, ...run }: Run = {}) {
  const source = memory(objects);
  const owned = run.owner === undefined ? {} : { owner: run.owner };
  const ledger =
    folder === undefined ? undefined : new Ledger({ folder, source: "memory", version, fresh, ...owned });
  const query = engineQuery(configOf(), run.month ?? MONTH, run.register ?? [], run.keys);
  const usage = await readUsage({ source, query, ...(ledger === undefined ? {} : { ledger }) });
  return { figures: figuresOf(usage), reads: source.reads, ledger };
}

function figuresOf({ rows, scan, ...rest }: UsageResult) {
  const { seconds: _seconds, ...counts } = scan;
  return {
    ...rest,
    ...counts,
    rows: rows.map((row) => JSON.stringify(Object.entries(row).toSorted())).toSorted(),
  };
}

const key = (day: number, name: string) =>
  `${hourFolder(`2026/11/${String(day).padStart(2, "0")}/09`)}/${name}.json.gz`;
const day = (number: number) => `2026-11-${String(number).padStart(2, "0")}T10:00:00Z`;
/** With another register the figures of the month do not hold: those of its days are asked for. */
const OTHER = [registerLine(), registerLine({ createdAt: "2026-11-20T00:00:00Z", developer: "grace" })];
const calls = (count: number, members = {}) => packed(Array.from({ length: count }, () => record(members)));

describe("a second report", () => {
  const objects: Objects = new Map([
    [key(3, "a"), calls(3, { timestamp: day(3) })],
    [key(3, "b"), packed(["no record", record({ timestamp: day(3) })])],
    [key(9, "a"), calls(2, { timestamp: day(9) })],
  ]);

  test("reads no log object, and says the same", async () => {
    const folder = temporaryFolder();
    const first = await read(objects, { folder });
    const second = await read(objects, { folder });
    expect(first.reads).toHaveLength(3);
    expect(second.reads).toEqual([]);
    expect(second.figures).toEqual(first.figures);
    expect(first.figures).toEqual((await read(objects)).figures);
  });

  test("reads what is new, what was changed, and nothing else of the same day", async () => {
    const folder = temporaryFolder();
    await read(objects, { folder });
    const later: Objects = new Map(objects);
    later.set(key(3, "c"), calls(1, { timestamp: day(3) }));
    later.set(key(9, "a"), calls(5, { timestamp: day(9) }));
    const second = await read(later, { folder });
    expect(second.reads.toSorted()).toEqual([key(3, "c"), key(9, "a")]);
    expect(second.figures).toEqual((await read(later)).figures);
    expect((await read(later, { folder, register: OTHER })).reads).toEqual([]);
  });

  test("reads what was changed and is as large as before", async () => {
    const stored = (tokens: number): Objects => {
      const text = JSON.stringify(record({ requestId: "r1", input: { inputTokenCount: tokens } }));
      return new Map([[key(3, "a"), gzipSync(text, { level: 0 })]]);
    };
    const folder = temporaryFolder();
    const first = await read(stored(100), { folder });
    const second = await read(stored(999), { folder });
    expect(second.figures.bytes).toBe(first.figures.bytes);
    expect(second.figures).toEqual((await read(stored(999))).figures);
  });

  test("keeps no calls of an object that was changed or is gone, once its day is written anew", async () => {
    const folder = temporaryFolder();
    await read(objects, { folder });
    const later: Objects = new Map(objects);
    later.delete(key(3, "b"));
    later.set(key(3, "a"), calls(1, { timestamp: day(3) }));
    await read(later, { folder });
    const rows = readdirSync(folder)
      .filter((name) => name.endsWith(".parquet"))
      .map((name) =>
        Number(parquetMetadata(new Uint8Array(readFileSync(join(folder, name))).buffer).num_rows),
      );
    expect(rows.toSorted()).toEqual([1, 2]);
  });

  test("knows a call's price class and owner to the token and the millisecond", async () => {
    const [threshold = 0] = engineQuery(configOf(), MONTH, []).thresholds;
    const at = (time: string, inputTokenCount: number) =>
      record({
        modelId: profileArn("p1"),
        timestamp: `2026-11-08T10:00:00.${time}Z`,
        input: { inputTokenCount },
      });
    const own: Objects = new Map([
      [key(8, "a"), packed([at("499", threshold), at("500", threshold + 1), at("501", threshold)])],
    ]);
    const folder = temporaryFolder();
    await read(own, { folder });
    const register = [
      registerLine(),
      registerLine({ createdAt: "2026-11-08T10:00:00.500Z", developer: "grace" }),
    ];
    const second = await read(own, { folder, register });
    expect(second.reads).toEqual([]);
    expect(second.figures).toEqual((await read(own, { register })).figures);
    expect(second.figures.rows).toHaveLength(3);
  });

  test("forgets an object that is gone, and knows it again when it is back", async () => {
    const folder = temporaryFolder();
    await read(objects, { folder });
    const fewer: Objects = new Map(objects);
    fewer.delete(key(3, "a"));
    const second = await read(fewer, { folder });
    expect([second.reads, second.figures]).toEqual([[], (await read(fewer)).figures]);
    expect((await read(objects, { folder })).reads).toEqual([]);
  });

  test("looks calls up in the register as it is now", async () => {
    const profile = { modelId: profileArn("p1") };
    const own: Objects = new Map([
      [
        key(3, "a"),
        packed([record({ ...profile, timestamp: day(3) }), record({ ...profile, timestamp: day(12) })]),
      ],
    ]);
    const folder = temporaryFolder();
    await read(own, { folder, register: [registerLine()] });
    const register = [registerLine(), registerLine({ createdAt: day(8), developer: "grace" })];
    const second = await read(own, { folder, register });
    expect(second.reads).toEqual([]);
    expect(second.figures).toEqual((await read(own, { register })).figures);
    expect(second.figures.rows).toHaveLength(2);
  });

  test("by another key of the request metadata reads again, and by all those asked for so far", async () => {
    const folder = temporaryFolder();
    const tagged: Objects = new Map([
      [key(3, "a"), packed([record({ timestamp: day(3), requestMetadata: { user: "ada", team: "x" } })])],
      [key(3, "b"), packed([record({ timestamp: day(3), requestMetadata: { user: "bob" } }), record()])],
    ]);
    const reads = async (keys: string[], logs = tagged) => {
      const found = await read(logs, { folder, keys });
      expect(found.figures).toEqual((await read(logs, { keys })).figures);
      return found.reads.length;
    };
    expect(await reads([])).toBe(2);
    expect(await reads([])).toBe(0);
    expect(await reads(["user"])).toBe(2);
    expect(await reads(["__proto__"])).toBe(2);
    expect([await reads(["user"]), await reads([]), await reads(["__proto__", "user"])]).toEqual([0, 0, 0]);
    const more: Objects = new Map([
      ...tagged,
      [key(3, "c"), packed([record({ requestMetadata: { user: "eve" } })])],
    ]);
    expect(await reads([], more)).toBe(1);
    expect([await reads(["user"], more), await reads(["__proto__"], more)]).toEqual([0, 0]);
  });

  test("of the month before shares the days between them", async () => {
    const folder = temporaryFolder();
    const between: Objects = new Map([
      [`${hourFolder("2026/10/31/23")}/a.json.gz`, calls(1, { timestamp: "2026-11-01T00:00:00Z" })],
      [`${hourFolder("2026/11/01/00")}/a.json.gz`, calls(2, { timestamp: "2026-10-31T23:59:59Z" })],
    ]);
    const november = await read(between, { folder });
    const october = await read(between, { folder, month: "2026-10" });
    expect([november.reads.length, october.reads.length]).toEqual([2, 0]);
    expect(october.figures).toEqual((await read(between, { month: "2026-10" })).figures);
  });

  test("reads all again when it is asked to, or what reads the logs has changed", async () => {
    const folder = temporaryFolder();
    await read(objects, { folder });
    expect((await read(objects, { folder, fresh: true })).reads).toHaveLength(3);
    expect((await read(objects, { folder, version: "2" })).reads).toHaveLength(3);
    expect((await read(objects, { folder, version: "2" })).reads).toEqual([]);
  });

  test("is right about counts that fit no column", async () => {
    const own: Objects = new Map([
      [key(3, "a"), packed([record({ input: { inputTokenCount: 2 ** 31 } })])],
      [key(3, "b"), packed([record({ input: { inputTokenCount: 2 ** 31 - 1 } })])],
      [key(3, "c"), packed([record({ timestamp: "1970-01-01T00:00:00Z" })])],
    ]);
    const folder = temporaryFolder();
    await read(own, { folder });
    const changed: Objects = new Map([...own, [key(4, "a"), calls(1)]]);
    const second = await read(changed, { folder });
    expect(second.reads.toSorted()).toEqual([key(3, "a"), key(4, "a")]);
    expect(second.figures).toEqual((await read(changed)).figures);
  });
});

test("whatever happens to the logs, the report is that of the logs", async () => {
  const object = fc
    .array(hostileRecords, { maxLength: 4 })
    .map((records) => packed(records.map((r) => JSON.stringify(r))));
  const name = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom("a", "b", "c"));
  const changes = fc.array(fc.tuple(name, fc.option(object, { nil: undefined })), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.array(changes, { minLength: 1, maxLength: 4 }), async (rounds) => {
      const folder = temporaryFolder();
      const objects: Objects = new Map();
      for (const [i, round] of rounds.entries()) {
        for (const [[number, letter], content] of round) {
          if (content === undefined) objects.delete(key(number, letter));
          else objects.set(key(number, letter), content);
        }
        const keys = i % 2 === 0 ? [] : ["user", "__proto__"].slice(i % 3);
        const { figures, ledger } = await read(objects, { folder, keys });
        expect(ledger?.failure).toBeUndefined();
        expect(figures).toEqual((await read(objects, { keys })).figures);
      }
    }),
    { numRuns: 60 },
  );
});

describe("the files", () => {
  const SECRET = "the answer is forty-two";
  const body = { messages: [{ role: "user", content: SECRET }] };
  const speaking = packed(
    [1, 2, 3].map(() =>
      record({
        input: { inputTokenCount: 5, inputBodyJson: body },
        output: {
          outputTokenCount: 5,
          outputBodyJson: { model: "claude-opus-5-5", content: [{ text: SECRET }] },
        },
      }),
    ),
  );
  const objects: Objects = new Map([[key(3, "a"), speaking]]);

  async function written(content: Objects) {
    const folder = join(temporaryFolder(), "cache", "calls");
    await read(content, { folder });
    return { folder, files: readdirSync(folder).map((name) => join(folder, name)) };
  }

  test("are for their owner alone", async () => {
    const { folder, files } = await written(objects);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(files.map((file) => statSync(file).mode & 0o777)).toEqual(files.map(() => 0o600));
    expect(files.length).toBeGreaterThan(0);
  });

  test("hold nothing of what was asked and answered", async () => {
    const { files } = await written(objects);
    const texts = files.flatMap((file) => {
      const bytes = readFileSync(file);
      if (file.endsWith(".gz")) return [gunzipSync(bytes).toString()];
      const { key_value_metadata: notes = [] } = parquetMetadata(new Uint8Array(bytes).buffer);
      const note = notes.find((entry) => entry.key === "ccb.day")?.value ?? "";
      return [bytes.toString("latin1"), inflateRawSync(Buffer.from(note, "base64")).toString()];
    });
    expect(texts.join("\n")).toContain(signedIn("ada"));
    expect(texts.join("\n")).not.toContain(SECRET);
  });

  test("take at most 30 bytes a call", async () => {
    const large: Objects = new Map();
    const random = (seed: number) => Math.abs(Math.sin(seed) * 1e9) % 1;
    for (let i = 0; i < 400; i += 1) {
      const records = Array.from({ length: 25 }, (_, j) => {
        const seed = i * 25 + j;
        const id = Buffer.from(Array.from({ length: 16 }, (_byte, k) => random(seed * 16 + k + 1) * 256));
        return record({
          requestId: id.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"),
          timestamp: new Date(Date.UTC(2026, 10, 1 + (i % 20), 9, 0, j * 20)).toISOString(),
          modelId: profileArn(`p${seed % 15}`),
          identity: { arn: signedIn(`developer-${seed % 5}`) },
          input: {
            inputTokenCount: Math.floor(random(seed) * 3000),
            cacheReadInputTokenCount: Math.floor(random(seed + 0.1) * 150_000),
            cacheWriteInputTokenCount: Math.floor(random(seed + 0.2) * 20_000),
          },
          output: { outputTokenCount: Math.floor(random(seed + 0.3) * 4000) },
        });
      });
      large.set(key(1 + (i % 20), `object-${i}`), packed(records));
    }
    const { files } = await written(large);
    const bytes = files.filter((file) => file.endsWith(".parquet")).map((file) => statSync(file).size);
    expect(bytes.reduce((sum, size) => sum + size, 0) / 10_000).toBeLessThan(30);
  });

  test("that are damaged anywhere are as good as none", async () => {
    const { folder, files } = await written(objects);
    const { figures } = await read(objects);
    for (const file of files) {
      const whole = readFileSync(file);
      const damages = [
        Buffer.alloc(0),
        whole.subarray(0, whole.length >> 1),
        whole.subarray(1),
        ...Array.from({ length: 60 }, (_, i) => {
          const bytes = Buffer.from(whole);
          const at = Math.floor((i * bytes.length) / 60);
          bytes[at] = (bytes[at] as number) ^ 0x55;
          return bytes;
        }),
      ];
      for (const [i, bytes] of damages.entries()) {
        writeFileSync(file, bytes);
        expect((await read(objects, { folder })).figures).toEqual(figures);
        writeFileSync(file, bytes);
        // Another register: the month's own figures do not hold, and those of its days are asked for.
        const since = new Date(Date.UTC(2026, 10, 8) + i).toISOString();
        const register = [registerLine(), registerLine({ createdAt: since, developer: "grace" })];
        expect((await read(objects, { folder, register })).figures).toEqual(figures);
      }
    }
  });

  test.skipIf(process.getuid === undefined)(
    "of another user are not believed, nor any others may write",
    async () => {
      const { folder, files } = await written(objects);
      const { figures } = await read(objects);
      const own = process.getuid?.() ?? 0;
      // The month's file and the day's, each in its turn.
      for (const register of [[], OTHER]) {
        expect((await read(objects, { folder, register })).reads).toEqual([]);
        const strange = await read(objects, { folder, register, owner: own + 1 });
        expect([strange.reads, strange.figures]).toEqual([[key(3, "a")], figures]);
      }
      for (const file of files) chmodSync(file, 0o666);
      const open = await read(objects, { folder });
      expect([open.reads, open.figures]).toEqual([[key(3, "a")], figures]);
      // They were written anew, for their owner alone.
      expect((await read(objects, { folder })).reads).toEqual([]);
    },
  );

  test("that cannot be written do not spoil the report", async () => {
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    chmodSync(file, 0o400);
    const { figures, ledger } = await read(objects, { folder: join(file, "calls") });
    expect(figures).toEqual((await read(objects)).figures);
    expect(ledger?.failure?.message).toContain("ENOTDIR");
  });
});
