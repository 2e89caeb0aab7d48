import { chmodSync, existsSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Json, hourFolder, logsFolder, packed, record } from "../report/logs.js";
import { workspace } from "../support/cli.js";
import { SMALL } from "../support/yaml.js";

const OBJECT = `${hourFolder()}/a.json.gz`;

/** A folder of logs, and `ccb cost-report` on it with its figures. */
function reporting(records: Json[]) {
  const logs = logsFolder({ [OBJECT]: records });
  const { ccb, cwd } = workspace(SMALL);
  return {
    object: join(logs, OBJECT),
    cache: join(cwd, ".ccb/cache/calls"),
    report: async (flags = "") => {
      const result = await ccb(`cost-report --month 2026-11 --logs ${logs} --json ${flags}`, {
        sandbox: false,
      });
      const { scan, ...figures } = result.json<{ scan: Json; totals: Json; error?: Json }>();
      return { ...result, scan, figures };
    },
  };
}

/** Puts other bytes into a file and leaves its size and time as they are. */
function overwrite(file: string): void {
  const { size, mtime, atime } = statSync(file);
  writeFileSync(file, Buffer.alloc(size));
  utimesSync(file, atime, mtime);
}

describe("a second report", () => {
  test("opens no log object, and is the same", async () => {
    const { object, report } = reporting([record(), record()]);
    const first = await report();
    overwrite(object);
    const second = await report();
    expect(second.figures).toEqual(first.figures);
    expect(second.scan).toMatchObject({ files: 1, records: 2 });
  });

  test.each(["--no-cache", "--refresh"])("opens them with %s", async (flag) => {
    const { object, report } = reporting([record()]);
    await report();
    overwrite(object);
    expect((await report(flag)).figures.error).toMatchObject({ code: "damaged_object" });
  });
});

test("what is kept lies in .ccb/cache, for its owner alone", async () => {
  const { cache, report } = reporting([record()]);
  await report();
  const files = readdirSync(cache).map((name) => join(cache, name));
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("--no-cache keeps nothing", async () => {
  const { cache, report } = reporting([record()]);
  expect((await report("--no-cache")).code).toBe(0);
  expect(existsSync(cache)).toBe(false);
});

test("--refresh writes what is kept anew", async () => {
  const { cache, object, report } = reporting([record()]);
  const first = await report();
  for (const name of readdirSync(cache)) writeFileSync(join(cache, name), "damaged");
  await report("--refresh");
  overwrite(object);
  expect((await report()).figures).toEqual(first.figures);
});

test("a cache that cannot be written is told, and the report is right", async () => {
  const { cache, report } = reporting([record()]);
  const folder = join(cache, "..", "..");
  rmSync(folder, { recursive: true, force: true });
  writeFileSync(folder, "a file in the way");
  chmodSync(folder, 0o400);
  const { code, err, figures } = await report();
  expect([code, figures.totals["invocations"]]).toEqual([0, 1]);
  expect(err).toContain(".ccb/cache/calls cannot be written");
});

test("--refresh with --no-cache is refused before anything is read", async () => {
  const { report } = reporting([record()]);
  const { code, figures } = await report("--refresh --no-cache");
  expect([code, figures.error?.["code"]]).toEqual([3, "bad_usage"]);
});

test("what was kept of one folder is not taken for another", async () => {
  const { ccb } = workspace(SMALL);
  const report = async (records: Json[]) => {
    const logs = logsFolder({ [OBJECT]: packed(records) });
    const result = await ccb(`cost-report --month 2026-11 --logs ${logs} --json`, { sandbox: false });
    return result.json<{ totals: Json }>().totals["invocations"];
  };
  expect(await report([record()])).toBe(1);
  expect(await report([record(), record()])).toBe(2);
});

test("Ctrl-C ends the report with its own code, and names no bug", async () => {
  const stop = new AbortController();
  stop.abort();
  const logs = logsFolder({ [OBJECT]: [record()] });
  const { ccb } = workspace(SMALL);
  const { code, out } = await ccb(`cost-report --month 2026-11 --logs ${logs} --json`, {
    sandbox: false,
    signal: stop.signal,
  });
  expect([code, (JSON.parse(out) as { error: Json }).error["code"]]).toEqual([130, "interrupted"]);
});

test("what is kept becomes readable for its owner alone, whatever it was", async () => {
  const { cache, report } = reporting([record()]);
  await report();
  const files = readdirSync(cache).map((name) => join(cache, name));
  for (const file of [cache, ...files]) chmodSync(file, 0o777);
  await report("--refresh");
  expect(files.map((file) => statSync(file).mode & 0o777)).toEqual(files.map(() => 0o600));
  expect(statSync(cache).mode & 0o777).toBe(0o700);
});
