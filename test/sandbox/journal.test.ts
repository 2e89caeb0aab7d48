import {
  appendFileSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KnownError } from "../../src/errors.js";
import { Journal } from "../../src/sandbox/journal.js";
import { temporaryFolder } from "../support/sandbox.js";

function fileOf(dir: string): string {
  return join(dir, "account.jsonl");
}

/** All rows as a fresh process reads them. */
function onDisk(dir: string): Record<string, [string, unknown][]> {
  return rows(opened(dir));
}

function opened(dir: string): Journal {
  const journal = new Journal(dir);
  journal.sync();
  return journal;
}

function rows(journal: Journal): Record<string, [string, unknown][]> {
  const filled = [...journal.tables].filter(([, entries]) => entries.size > 0);
  return Object.fromEntries(filled.map(([name, entries]) => [name, [...entries]]));
}

function put(journal: Journal, key: string, value: unknown): void {
  journal.transact(() => journal.write("t", key, value));
}

function problemOf(work: () => unknown): KnownError {
  try {
    work();
  } catch (error) {
    if (error instanceof KnownError) return error;
    throw error;
  }
  throw new Error("expected an error");
}

describe("Journal", () => {
  test("a fresh process reads what was written, in the order it was first written", () => {
    const dir = temporaryFolder();
    const journal = new Journal(dir);
    journal.transact(() => {
      journal.write("t", "b", { at: new Date(0), none: undefined });
      journal.write("t", "a", 1);
    });
    put(journal, "b", { at: "later" });
    expect(onDisk(dir)).toEqual({
      t: [
        ["b", { at: "later" }],
        ["a", 1],
      ],
    });
    expect(rows(journal)).toEqual(onDisk(dir));
  });

  test("rows are as after a round trip, and cannot be changed in place", () => {
    const journal = new Journal(temporaryFolder());
    put(journal, "a", { at: new Date(0), list: [1] });
    const row = journal.tables.get("t")?.get("a") as { at: string; list: number[] };
    expect(row.at).toBe("1970-01-01T00:00:00.000Z");
    expect(() => row.list.push(2)).toThrow(TypeError);
  });

  test("a transaction that fails leaves nothing, in memory or on disk", () => {
    const dir = temporaryFolder();
    const journal = new Journal(dir);
    put(journal, "a", 1);
    const before = readFileSync(fileOf(dir));
    const failing = () =>
      journal.transact(() => {
        journal.write("t", "a", 2);
        journal.write("t", "a", undefined);
        journal.write("t", "b", 3);
        throw new Error("refused");
      });
    expect(failing).toThrow("refused");
    expect(rows(journal)).toEqual({ t: [["a", 1]] });
    expect(readFileSync(fileOf(dir))).toEqual(before);
    put(journal, "c", 4);
    expect(onDisk(dir)).toEqual({
      t: [
        ["a", 1],
        ["c", 4],
      ],
    });
  });

  test("a read may not write", () => {
    const journal = new Journal(temporaryFolder());
    expect(() => journal.write("t", "a", 1)).toThrow("t written by a read operation");
  });

  test("says what changed, and what was there before", () => {
    const journal = new Journal(temporaryFolder());
    put(journal, "a", 1);
    const { result, changes } = journal.transact(() => (journal.write("t", "a", 2), "answer"));
    expect({ result, changes }).toEqual({
      result: "answer",
      changes: [{ table: "t", key: "a", before: 1, value: 2 }],
    });
    journal.undo(changes);
    expect(rows(journal)).toEqual({ t: [["a", 1]] });
    journal.redo(changes);
    expect(rows(journal)).toEqual({ t: [["a", 2]] });
  });

  test("half a last line, left by a killed process, is ignored and then cut off", () => {
    const dir = temporaryFolder();
    const journal = new Journal(dir);
    put(journal, "ä", "ö");
    const whole = readFileSync(fileOf(dir), "utf8");
    appendFileSync(fileOf(dir), '[["t","b",{"half');
    expect(onDisk(dir)).toEqual({ t: [["ä", "ö"]] });
    put(opened(dir), "c", 1);
    expect(readFileSync(fileOf(dir), "utf8")).toBe(`${whole}[["t","c",1]]\n`);
    journal.sync();
    expect(rows(journal)).toEqual({
      t: [
        ["ä", "ö"],
        ["c", 1],
      ],
    });
  });

  test("two processes see each other's writes", () => {
    const dir = temporaryFolder();
    const [one, two] = [new Journal(dir), new Journal(dir)];
    put(one, "a", 1);
    put(two, "b", 2);
    put(one, "a", undefined);
    two.sync();
    expect(rows(two)).toEqual({ t: [["b", 2]] });
    expect(rows(one)).toEqual({ t: [["b", 2]] });
  });

  test("only its owner may read what it writes, and the mutex is let go of", () => {
    const dir = temporaryFolder();
    put(new Journal(dir), "a", 1);
    expect(statSync(fileOf(dir)).mode & 0o777).toBe(0o600);
    expect(existsSync(join(dir, "mutex"))).toBe(false);
  });

  test("compaction keeps everything, for other processes too", () => {
    const dir = temporaryFolder();
    const [writer, other] = [new Journal(dir), new Journal(dir)];
    put(writer, "first", { kept: true });
    other.sync();
    const megabyte = "x".repeat(1024 * 1024);
    for (let i = 0; i < 9; i += 1) put(writer, "large", `${i}${megabyte}`);
    put(writer, "large", "small");
    for (let i = 0; i < 9; i += 1) put(writer, "large", `${i}${megabyte}`);
    expect(statSync(fileOf(dir)).size).toBeLessThan(8 * 1024 * 1024);
    expect(statSync(fileOf(dir)).mode & 0o777).toBe(0o600);
    put(writer, "last", 1);
    const expected = {
      t: [
        ["first", { kept: true }],
        ["large", `8${megabyte}`],
        ["last", 1],
      ],
    };
    other.sync();
    // Compared as texts: a failure would print megabytes.
    expect(JSON.stringify(rows(other)) === JSON.stringify(expected)).toBe(true);
    expect(JSON.stringify(onDisk(dir)) === JSON.stringify(expected)).toBe(true);
  });

  test.each([
    ["emptied", (file: string) => writeFileSync(file, ""), "is gone, or empty"],
    ["removed", (file: string) => rmSync(file), "is gone, or empty"],
    ["cut off in a line", (file: string) => truncateSync(file, statSync(file).size - 5), "has been cut off"],
    [
      "cut off after a line",
      (file: string) => truncateSync(file, 14),
      "has been cut off: 14 bytes of whole lines are left of",
    ],
    ["overwritten", (file: string) => writeFileSync(file, `${"x".repeat(40)}\n`), "cannot be read at line 1"],
    [
      "holding what is no change",
      (file: string) => appendFileSync(file, '[["t","d",1]]\n[["t"]]\n'),
      "cannot be read at line 5",
    ],
  ])("a file that was %s is told, never taken for an account with less in it", (_how, damage, what) => {
    const dir = temporaryFolder();
    const journal = new Journal(dir);
    for (const key of ["a", "b", "c"]) put(journal, key, 1);
    damage(fileOf(dir));
    for (const reader of [journal, new Journal(dir)]) {
      const error = problemOf(() => reader.sync());
      expect(error.code).toBe("sandbox_damaged");
      expect(error.message).toContain(`${fileOf(dir)} ${what}`);
      expect(error.hint).toContain(`ccb sandbox reset --sandbox ${dir}`);
      // Nor is anything written to it.
      const before = existsSync(fileOf(dir)) ? readFileSync(fileOf(dir), "utf8") : undefined;
      expect(problemOf(() => put(reader, "e", 1)).code).toBe("sandbox_damaged");
      expect(existsSync(fileOf(dir)) ? readFileSync(fileOf(dir), "utf8") : undefined).toBe(before);
    }
  });

  test("a damaged number of written bytes is told too; without one the file is believed", () => {
    const dir = temporaryFolder();
    put(new Journal(dir), "a", 1);
    const size = join(dir, "account.size");
    writeFileSync(size, "many\n");
    expect(problemOf(() => opened(dir)).message).toContain(`${size} holds no number`);
    rmSync(size);
    expect(onDisk(dir)).toEqual({ t: [["a", 1]] });
    put(new Journal(dir), "b", 1);
    truncateSync(fileOf(dir), 14);
    expect(problemOf(() => opened(dir)).message).toContain("has been cut off");
  });

  test("reading makes no file and no folder", () => {
    const dir = join(temporaryFolder(), "account");
    expect(onDisk(dir)).toEqual({});
    expect(existsSync(dir)).toBe(false);
  });

  test("whatever is written by turns, failures among it, is what every process reads", () => {
    const write = fc.record({
      key: fc.constantFrom("a", "b", "c"),
      value: fc.option(fc.nat(), { nil: undefined }),
    });
    const turn = fc.record({
      who: fc.nat({ max: 1 }),
      writes: fc.array(write, { maxLength: 4 }),
      fails: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 8 }), (turns) => {
        const dir = temporaryFolder();
        const journals = [new Journal(dir), new Journal(dir)];
        const model = new Map<string, number>();
        for (const { who, writes, fails } of turns) {
          const journal = journals[who] as Journal;
          const work = () => {
            for (const { key, value } of writes) journal.write("t", key, value);
            if (fails) throw new Error("refused");
          };
          if (fails) {
            expect(() => journal.transact(work)).toThrow("refused");
            continue;
          }
          journal.transact(work);
          for (const { key, value } of writes) {
            if (value === undefined) model.delete(key);
            else model.set(key, value);
          }
        }
        for (const journal of [...journals, new Journal(dir)]) {
          journal.sync();
          expect(new Map(journal.tables.get("t") ?? [])).toEqual(model);
        }
      }),
      { numRuns: 40 },
    );
  });
});
