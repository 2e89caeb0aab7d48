import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DIMENSIONS } from "../../src/report/report-types.js";
import { columnsOf } from "../../src/report/render/text.js";
import { type Json, hourFolder, logsFolder, record, registerLine, signedIn } from "../report/logs.js";
import { type CliOptions, type CliResult, workspace } from "../support/cli.js";
import { SMALL } from "../support/yaml.js";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-12-05T12:00:00Z") }));
afterEach(() => void vi.useRealTimers());

const OBJECT = `${hourFolder()}/a.json.gz`;
const OCTOBER = `${hourFolder("2026/10/15/09")}/a.json.gz`;

interface Failed {
  error: { code: string; message: string; hint?: string };
}

interface Report {
  rows: Json[];
  totals: { invocations: number; costUsd: string };
  warnings: { code: string; message: string }[];
  compare?: { month: string; totals: Json; rows: Json[]; warnings: { code: string }[] };
}

/** A folder of logs, and `ccb cost-report` on it. */
function reporting(
  records: readonly (Json | string)[] = [record()],
  more: Parameters<typeof logsFolder>[0] = {},
) {
  const logs = logsFolder({ [OBJECT]: records, ...more }, [registerLine()]);
  const { ccb, cwd } = workspace(SMALL);
  const report = (flags = "", options: CliOptions = {}, month = "2026-11") =>
    ccb(`cost-report --month ${month} --logs ${logs} ${flags}`, { sandbox: false, ...options });
  return { logs, cwd, report };
}

/** The error's document; standard output must hold nothing else. */
function failure({ code, out }: CliResult): Failed["error"] & { exit: number } {
  return { ...(JSON.parse(out) as Failed).error, exit: code };
}

describe("a report", () => {
  test("is a table on standard output, and what is doubtful on standard error", async () => {
    const { report } = reporting([record({ identity: { arn: signedIn("alice") } })]);
    const { code, out, err } = await report();
    expect(code).toBe(0);
    expect(out).toMatch(/^Claude on Amazon Bedrock, 2026-11$/m);
    expect(out).toMatch(/^alice +\$0\.01/m);
    expect(err).toContain("Warning: no calls logged on 2026-11-01");
    expect(out).not.toContain("Warning");
  });

  test.each(["", "--format markdown"])(
    "on a terminal does not say on standard error what it says itself: %s",
    async (flags) => {
      const unpriced = record({ modelId: "us.anthropic.claude-x" });
      const unmetered = record({ input: {}, output: {} });
      const { report } = reporting([unpriced, unmetered, "no record"]);
      const { out, err } = await report(flags, { color: true });
      for (const label of ["Unpriced", "Unmetered", "Malformed", "No logs"]) expect(out).toContain(label);
      expect(err).not.toMatch(/claude-x|without token counts|being no record|no calls logged/);
      // Where it does not, or goes elsewhere, it is said.
      for (const other of ["--format csv", "--json", "--out report.txt"])
        expect((await report(other, { color: true })).err).toMatch(/claude-x[^]*being no record/);
    },
  );

  test("with --json is one document and nothing else, warnings included", async () => {
    const { report } = reporting();
    const { code, out, err } = await report("--json");
    const document = JSON.parse(out) as Report;
    expect([code, document.totals.invocations]).toEqual([0, 1]);
    expect(document.warnings.map(({ code: kind }) => kind)).toContain("days_without_logs");
    expect(err).toContain("Warning:");
    expect((await report("--format json")).out).toContain(`"costUsd": "${document.totals.costUsd}"`);
  });

  test("by all dimensions has a row with each", async () => {
    const { report } = reporting();
    const [row] = (await report(`--json --group-by ${DIMENSIONS.join()}`)).json<Report>().rows;
    expect(Object.keys(row ?? {}).slice(0, DIMENSIONS.length)).toEqual(
      DIMENSIONS.map((name) => (name === "cost-center" ? "costCenter" : name)),
    );
    const table = (await report(`--group-by ${DIMENSIONS.join()}`)).out;
    expect(Math.max(...table.split("\n").map(columnsOf))).toBeLessThanOrEqual(80);
  });

  test("as CSV survives names made to be run", async () => {
    const name = `=cmd|"' /C calc'!A0,\n`;
    const { report } = reporting([record({ identity: { arn: signedIn(name) } })]);
    const { out } = await report("--format csv --group-by principal");
    expect((parse(out, { columns: true }) as Json[])[0]?.["principal"]).toBe(signedIn(name));
  });

  test("of a month without calls is a finding: no rows, a warning, success", async () => {
    const { report } = reporting();
    const { code, out } = await report("--json", {}, "2026-09");
    const { rows, totals, warnings } = JSON.parse(out) as Report;
    expect([code, rows, totals.costUsd]).toEqual([0, [], "0.000000"]);
    expect(warnings).toMatchObject([
      { code: "days_without_logs", message: expect.stringContaining("whole month") as string },
    ]);
    expect((await report("", {}, "2026-09")).out).toContain("No calls.");
  });

  test("of the running month has a forecast; one of a past month has none", async () => {
    vi.setSystemTime(new Date("2026-11-10T12:00:00Z"));
    const days = ["02", "03", "04", "05", "06", "09"];
    const calls = days.map((day) =>
      record({ timestamp: `2026-11-${day}T09:00:00Z`, input: { inputTokenCount: 900_000 } }),
    );
    const { report } = reporting(calls, { [OCTOBER]: [record({ timestamp: "2026-10-15T09:14:22Z" })] });
    expect((await report()).out).toMatch(/^Forecast +\$\d/m);
    expect((await report("", {}, "2026-10")).out).not.toContain("Forecast");
  });

  test("has no colours in a pipe, with NO_COLOR, and in a file", async () => {
    const { report, cwd } = reporting();
    const colours = "\u001b[";
    expect((await report()).out).not.toContain(colours);
    expect((await report("", { color: true })).out).toContain(colours);
    expect((await report("", { color: true, env: { NO_COLOR: "1" } })).out).not.toContain(colours);
    await report("--out report.txt", { color: true });
    expect(readFileSync(join(cwd, "report.txt"), "utf8")).not.toContain(colours);
  });
});

describe("--compare", () => {
  test("puts the other month beside this one", async () => {
    const then = record({ timestamp: "2026-10-15T09:14:22Z" });
    const { report } = reporting([record(), record()], { [OCTOBER]: [then] });
    const { compare } = (await report("--json --compare 2026-10")).json<Report>();
    expect(compare).toMatchObject({ month: "2026-10", totals: { changePercent: 100 } });
    expect((await report("--compare 2026-10")).out).toMatch(/^Change .*\+100 %\) against .* in 2026-10$/m);
  });

  test("with a month without logs says so", async () => {
    const { report } = reporting();
    const { code, err, out } = await report("--json --compare 2026-10");
    const { compare, totals } = JSON.parse(out) as Report;
    expect(code).toBe(0);
    expect(err).toContain("Warning: 2026-10: no calls logged in the whole month");
    expect(compare?.warnings).toMatchObject([{ code: "days_without_logs" }]);
    expect(compare?.totals).toMatchObject({ beforeUsd: "0.000000", changeUsd: totals.costUsd });
    expect(compare?.rows).toMatchObject([{ status: "new" }]);
  });

  test("says of which month each warning is, and what is of both once", async () => {
    const { report, logs } = reporting([record()], {
      [OCTOBER]: [record({ timestamp: "2026-10-15T09:14:22Z" })],
    });
    writeFileSync(join(logs, "ccb/profiles/profiles.jsonl"), "no JSON");
    const { err } = await report("--compare 2026-10");
    expect(err).toContain("Warning: 2026-11: no calls logged on 2026-11-01 to");
    const table = (await report("--compare 2026-10", { color: true })).err;
    expect(table).not.toContain("Warning: 2026-11: no calls logged");
    expect(table).toContain("Warning: 2026-10: no calls logged");
    expect(err).toContain("Warning: 2026-10: no calls logged on 2026-10-01 to 2026-10-14, 2026-10-16 to");
    expect(err.match(/Warning: the profile register cannot be read/g)).toHaveLength(1);
  });

  test("of the running month says how much of it is compared", async () => {
    vi.setSystemTime(new Date("2026-11-10T12:00:00Z"));
    const { report } = reporting();
    const { warnings } = (await report("--json --compare 2026-10")).json<Report>();
    expect(warnings.find(({ code }) => code === "compare_running_month")?.message).toBe(
      "2026-11 is not over: only its first 10 days, today included, are compared with all 31 of 2026-10",
    );
    expect((await report("--compare 2026-10")).err).toContain("Warning: 2026-11 is not over");
  });

  test("with the running month says so too; of months that are over nothing", async () => {
    vi.setSystemTime(new Date("2026-11-01T12:00:00Z"));
    const { report } = reporting();
    const other = (await report("--compare 2026-11", {}, "2026-10")).err;
    expect(other).toContain(
      "2026-11 is not over: only its first day, which is today, is compared with all 31",
    );
    expect((await report("--compare 2026-09", {}, "2026-10")).err).not.toContain("is not over");
  });

  test("with the month itself is refused", async () => {
    const { report } = reporting();
    expect(failure(await report("--json --compare 2026-11"))).toMatchObject({
      ...{ exit: 3, code: "bad_usage", message: expect.stringContaining("2026-11") as string },
    });
  });
});

describe("--out", () => {
  test.each([
    ["report.html", /^<!doctype html>/],
    ["report.json", /^\{\n {2}"month": "2026-11"/],
    ["report.csv", /^developer,invocations,/],
    ["report.md", /^### Claude/],
    ["report.txt", /^Claude on Amazon Bedrock/],
    ["report", /^Claude on Amazon Bedrock/],
  ])("%s has the format of its ending, for its owner only", async (file, start) => {
    const { report, cwd } = reporting();
    const { code, out, err } = await report(`--out ${file}`);
    expect([code, out]).toEqual([0, ""]);
    expect(err).toContain(`${file} written.`);
    expect(readFileSync(join(cwd, file), "utf8")).toMatch(start);
    expect(statSync(join(cwd, file)).mode & 0o777).toBe(0o600);
  });

  test("- is standard output", async () => {
    const { report, cwd } = reporting();
    const { code, out, err } = await report("--out - --format csv");
    expect([code, out]).toEqual([0, expect.stringMatching(/^developer,invocations,/)]);
    expect(err).not.toContain("written");
    expect(existsSync(join(cwd, "-"))).toBe(false);
    expect((await report("--out -", { color: true })).out).toContain("\u001b[");
  });

  test("an ending of another kind of file is refused, unless --format says what it holds", async () => {
    const { report, cwd } = reporting();
    const error = failure(await report("--json --out report.xlsx"));
    expect(error).toMatchObject({ exit: 3, code: "bad_usage" });
    expect(error.hint).toContain(".csv");
    expect(existsSync(join(cwd, "report.xlsx"))).toBe(false);
    expect((await report("--out report.xlsx --format csv")).code).toBe(0);
  });

  test("--format decides whatever the ending, and --json tells the path", async () => {
    const { report, cwd } = reporting();
    const { out } = await report("--json --format csv --out report.html");
    expect(JSON.parse(out)).toEqual({ path: "report.html" });
    expect(readFileSync(join(cwd, "report.html"), "utf8")).toMatch(/^developer,/);
  });

  test("--json has a document on standard output, so another format needs a file", async () => {
    const { report } = reporting();
    expect(failure(await report("--json --format html"))).toMatchObject({ exit: 3, code: "bad_usage" });
  });

  test.each([
    ["missing/a.html", /there is no folder .*missing/],
    [".", /is a folder/],
  ])("%s is refused before any log is read", async (file, message) => {
    const { report, cwd } = reporting([]);
    // Reading would fail.
    const result = await report(`--json --out ${file} --logs nowhere`);
    expect(failure(result)).toMatchObject({ exit: 3, code: "bad_usage" });
    expect(failure(result).message).toMatch(message);
    expect(existsSync(join(cwd, "missing"))).toBe(false);
  });
});

describe("--logs", () => {
  test.each([
    ["missing", /there is no folder .*missing/],
    ["ccb.yaml", /ccb\.yaml is a file/],
    ["ccb.yaml/logs", /there is no folder/],
    ["s3://", /"s3:\/\/" names no bucket/],
    ["s3:/bucket", /names no bucket/],
  ])("%s is refused", async (place, message) => {
    const { report } = reporting();
    const error = failure(await report(`--json --logs ${place}`));
    expect(error).toMatchObject({ exit: 3, code: "bad_usage" });
    expect(error.message).toMatch(message);
    expect(error.hint).toContain("s3://BUCKET");
  });

  test("an empty one is not the working directory", async () => {
    const { ccb } = workspace(SMALL);
    const result = await ccb("cost-report --month 2026-11 --json --logs=", { sandbox: false });
    expect(failure(result)).toMatchObject({ exit: 3, code: "bad_usage", message: "--logs names no folder" });
  });

  test("a folder without any logs is a mistake, and what they look like is said", async () => {
    const { cwd, report } = reporting();
    mkdirSync(join(cwd, "empty"));
    const error = failure(await report("--json --logs empty"));
    expect(error).toMatchObject({ exit: 1, code: "no_logs" });
    expect(error.hint).toContain("AWSLogs/");
  });

  test("a damaged object is named", async () => {
    const { report, logs } = reporting();
    const path = join(logs, OBJECT);
    writeFileSync(path, readFileSync(path).subarray(0, 40));
    const error = failure(await report("--json"));
    expect(error).toMatchObject({ exit: 1, code: "damaged_object" });
    expect(error.message).toContain("a.json.gz");
    const { err } = await report();
    expect(err).not.toMatch(/\n +at |bug in ccb/);
  });

  // The mode of a file stops nobody who is root.
  test.skipIf(process.getuid?.() === 0)("a file that may not be read is named", async () => {
    const { report, logs } = reporting();
    chmodSync(join(logs, OBJECT), 0);
    const error = failure(await report("--json"));
    expect(error).toMatchObject({ exit: 1, code: "file_error" });
    expect(error.message).toContain("a.json.gz");
  });

  test("lines that are no record are counted, not fatal", async () => {
    const { report } = reporting([record(), "no JSON"]);
    const { code, out, err } = await report();
    expect([code, err]).toEqual([0, expect.stringContaining("1 line of the logs left out")]);
    expect(out).toMatch(/^Malformed +1 line /m);
  });
});

test.each([
  ["--month 2026-13", "is no month"],
  ["--month abc", "is no month"],
  ["--month 2027-01", "has not begun"],
  ["", "--month"],
  ["--month 2026-11 --group-by devloper", "devloper"],
  ["--month 2026-11 --group-by team,team", "twice"],
  ["--month 2026-11 --engine athena --logs x", "--logs"],
  ["--month 2026-11 --nonsense", "--nonsense"],
])("ccb cost-report %s is refused with exit code 3, with --json as a document", async (flags, message) => {
  const { ccb } = workspace(SMALL);
  const plain = await ccb(`cost-report ${flags}`);
  expect([plain.code, plain.out]).toEqual([3, ""]);
  expect(plain.err).toMatch(/^Error: .*\n.+\n$/);
  const error = failure(await ccb(`cost-report ${flags} --json`));
  expect(error).toMatchObject({ exit: 3, code: "bad_usage" });
  expect(error.message).toContain(message);
});

describe("in the simulated account", () => {
  // It takes its time over changes, by the same clock.
  beforeEach(() => void vi.useRealTimers());

  const deny = (operation: string) => ({
    CCB_SANDBOX_FAULTS: JSON.stringify({
      deny: { [operation]: { name: "AccessDenied", message: "Access Denied", status: 403 } },
    }),
  });

  test.each(["", "--engine athena"])("without a stack says to apply first %s", async (flags) => {
    const { ccb } = workspace(SMALL);
    const error = failure(await ccb(`cost-report --month 2026-11 --json ${flags}`));
    expect(error).toMatchObject({ exit: 1, code: "stack_missing" });
    expect([error.message, error.hint]).toEqual([
      expect.stringContaining("acme-corp-bedrock-invocation-logs"),
      expect.stringContaining("ccb apply"),
    ]);
  });

  test("tells a stack without logs, a bucket that is not there and one that may not be read apart", async () => {
    const { ccb } = workspace(SMALL);
    await ccb("apply --yes");
    const report = async (flags = "", env: Record<string, string> = {}) =>
      failure(await ccb(`cost-report --month 2026-10 --json ${flags}`, { env }));
    expect(await report()).toMatchObject({ exit: 1, code: "no_logs" });
    const elsewhere = await report("--logs s3://nobodys-bucket/a");
    expect(elsewhere).toMatchObject({ exit: 1, code: "logs_not_found" });
    expect(elsewhere.message).toContain("s3://nobodys-bucket/a/");
    for (const operation of ["s3:GetObject", "s3:ListObjectsV2"]) {
      const error = await report("", deny(operation));
      expect(error).toMatchObject({ exit: 1, code: "access_denied" });
      expect(error.message).toContain("s3://acme-corp-bedrock-invocation-logs/");
      expect(error.message).toContain(operation);
      expect(error.hint).toContain("s3:ListBucket");
    }
  });

  test("reads the stack's own bucket, and the same by its address", async () => {
    const { ccb } = workspace(SMALL);
    await ccb("apply --yes");
    await ccb("sandbox seed --month 2026-10 --calls 60");
    const own = await ccb("cost-report --month 2026-10 --json");
    const named = await ccb(
      "cost-report --month 2026-10 --json --logs s3://acme-corp-bedrock-invocation-logs",
    );
    expect([own.code, named.code]).toEqual([0, 0]);
    expect(own.json<Report>().totals.invocations).toBeGreaterThan(40);
    expect(named.json<Report>().rows).toEqual(own.json<Report>().rows);
  });

  test("a page says that its figures are invented; one of a folder of logs does not", async () => {
    const { ccb } = workspace(SMALL);
    await ccb("apply --yes");
    await ccb("sandbox seed --month 2026-10 --calls 20");
    const logs = logsFolder({ [OCTOBER]: [record({ timestamp: "2026-10-15T09:14:22Z" })] }, [registerLine()]);
    for (const format of ["html", "markdown"]) {
      const page = async (flags = "") =>
        (await ccb(`cost-report --month 2026-10 --format ${format} ${flags}`)).out;
      expect(await page()).toContain("Simulated AWS account: invented figures");
      expect(await page("--logs s3://acme-corp-bedrock-invocation-logs")).toContain("Simulated AWS account");
      expect(await page(`--logs ${logs}`)).not.toContain("Simulated");
    }
    for (const format of ["json", "csv"])
      expect((await ccb(`cost-report --month 2026-10 --format ${format}`)).out).not.toContain("Simulated");
  });
});

test("names in the logs move no cursor, in the report or in warnings", async () => {
  const { report } = reporting([record({ modelId: "evil\u001b[2J\u001b]0;title\u0007model" })]);
  const { out, err } = await report("--group-by model");
  expect(err).toContain("no price is known for evil");
  // oxlint-disable-next-line no-control-regex
  expect(out + err).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
});
