import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { DIMENSIONS, type Dimension } from "../../../src/report/report-types.js";
import { columnsOf } from "../../../src/report/render/text.js";
import { type Format, renderReport } from "../../../src/report/render/index.js";
import { style } from "../../../src/ui/style.js";
import type { ReportView } from "../../../src/report/render/view.js";
import { seededView, usageOf, usageRow, viewOf } from "./fixture.js";

const render = (view: ReportView, format: Format, columns = 80, color = false) =>
  renderReport(view, format, { columns, paint: style(color) });

const PREVIOUS = seededView({ month: "2026-09", calls: 900 });
const COMPARED = seededView({ calls: 1000, before: PREVIOUS });
const PLAIN = seededView({ calls: 1000 });

/** A view whose rows are split by a principal of this name. */
function named(principals: string[], groupBy: Dimension[] = ["principal"]): ReportView {
  const rows = principals.map((principal) =>
    usageRow({ modelId: "us.anthropic.claude-opus-4-6-v1", principal, inputTokens: 2_000_000 }),
  );
  return viewOf({ usage: usageOf(rows), groupBy });
}

/** Calls of every kind that may have been charged otherwise, 10 USD each, and one that was not. */
function doubtful(): ReportView {
  const one = { modelId: "global.anthropic.claude-opus-4-6-v1", inputTokens: 2_000_000 };
  const arn = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/x";
  return viewOf({
    groupBy: ["metadata:Team, \u202e*b*"],
    usage: usageOf([
      usageRow({ ...one, metadata: ["a"], refused: true }),
      usageRow({ ...one, metadata: ["a"], tier: "flex" }),
      usageRow({ ...one, metadata: ["b"], tier: "priority", invocations: 2 }),
      usageRow({ ...one, metadata: ["b"], modelId: arn, bodyModel: "claude-opus-4-6", abroad: true }),
      usageRow({ ...one, metadata: [null] }),
    ]),
  });
}

describe("calls that may have been charged otherwise", () => {
  it.each(["table", "markdown", "html"] as const)("are told with what they come to, in %s", (format) => {
    const text = render(doubtful(), format, 200)
      .replaceAll(/<[^>]*>|[*\\]/g, " ")
      .replaceAll(/ +/g, " ");
    expect(text).toMatch(/Refused :? ?1 call without any output, charged \$10\.00/);
    expect(text).toMatch(
      /Other tier :? ?3 calls of service tier flex, priority, \$20\.00 at standard prices/,
    );
    expect(text).toMatch(/Inferred :? ?1 call priced by a global\. id that is inferred, \$10\.00/);
    expect(render(PLAIN, format, 200)).not.toMatch(/Refused|Other tier|Inferred/);
  });

  it("are columns of CSV and members of JSON where there are any", () => {
    const rows = parse(render(doubtful(), "csv"), { columns: true }) as Record<string, string>[];
    const counts = rows.map((row) => [row["refusals"], row["otherTier"], row["inferred"]]);
    expect(counts).toEqual([
      ["1", "1", "0"],
      ["0", "2", "1"],
      ["0", "0", "0"],
    ]);
    expect(rows.map((row) => Object.values(row)[0])).toEqual(["a", "b", ""]);
    expect(render(PLAIN, "csv").split("\r\n")[0]).toMatch(/outputTokens,costUsd$/);
    const { report } = doubtful();
    expect(report.totals).toMatchObject({ refusals: 1, otherTier: 3, inferred: 1 });
    expect(report.rows[1]).toMatchObject({ otherTier: 2, inferred: 1 });
    expect(report.rows[1]).not.toHaveProperty("refusals");
    expect(render(PLAIN, "json")).not.toMatch(/refusals|otherTier|inferred/);
  });

  it.each(["table", "csv", "markdown", "html", "json"] as const)(
    "a hostile key is shown, never sent, in %s",
    (format) => {
      const text = render(doubtful(), format, 200);
      if (format === "json") expect(JSON.parse(text)).toEqual(doubtful().report);
      else if (format !== "csv") expect(text).not.toContain("\u202e");
      expect(text).toMatch(/team, /i);
    },
  );
});

describe("json", () => {
  it("is exactly the report", () => {
    expect(JSON.parse(render(PLAIN, "json"))).toEqual(PLAIN.report);
    expect(render(PLAIN, "json").endsWith("}\n")).toBe(true);
  });

  it("has the other month beside it when compared", () => {
    const { compare, ...report } = JSON.parse(render(COMPARED, "json")) as Record<string, never>;
    expect(report).toEqual(COMPARED.report);
    expect(compare).toMatchObject({
      month: "2026-09",
      totals: { beforeUsd: PREVIOUS.report.totals.costUsd },
    });
  });
});

describe("csv", () => {
  const cells = (view: ReportView) =>
    parse(render(view, "csv"), { columns: true }) as Record<string, string>[];

  it("is one line a row, which add up to the total", () => {
    const rows = cells(PLAIN);
    expect(rows.map((row) => row["developer"])).toEqual(PLAIN.report.rows.map(({ developer }) => developer));
    expect(rows.reduce((sum, row) => sum + Number(row["costUsd"]), 0)).toBeCloseTo(
      Number(PLAIN.report.totals.costUsd),
      4,
    );
    expect(render(PLAIN, "csv").split("\r\n").at(-1)).toBe("");
    expect(render(PLAIN, "csv").replaceAll("\r\n", "")).not.toContain("\n");
  });

  it.each(["=cmd|' /C calc'!A0", " =1", "\u0000=1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])(
    "defuses %j",
    (name) => {
      expect(cells(named([name]))[0]?.["principal"]).toBe(`'${name}`);
    },
  );

  it.each(['say "hi"', "a,b", "line\nbreak", " space ", "", "ada@example.com", "a=b"])(
    "keeps %j as it is",
    (name) => {
      expect(cells(named([name]))[0]?.["principal"]).toBe(name);
    },
  );

  it("compares, and has a line for what is gone", () => {
    const before = viewOf({
      month: "2026-09",
      usage: usageOf([
        usageRow({
          day: "2026-09-01",
          modelId: "us.anthropic.claude-opus-4-6-v1",
          principal: "old",
          inputTokens: 1_000_000,
        }),
      ]),
      groupBy: ["principal"],
    });
    const view = viewOf({
      usage: usageOf([
        usageRow({ modelId: "us.anthropic.claude-opus-4-6-v1", principal: "new", inputTokens: 2_000_000 }),
      ]),
      groupBy: ["principal"],
      before,
    });
    expect(
      cells(view).map((row) => [row["principal"], row["costUsd"], row["beforeUsd"], row["changeUsd"]]),
    ).toEqual([
      ["new", "11.000000", "0.000000", "11.000000"],
      ["old", "0.000000", "5.500000", "-5.500000"],
    ]);
  });
});

describe("table", () => {
  it.each<[string, Dimension[]]>([
    ["developer", ["developer"]],
    ["team and model", ["team", "model"]],
    ["principal", ["principal"]],
    ["day", ["day"]],
    ["everything", ["developer", "team", "project", "model"]],
  ])("fits 80 columns by %s, and uses more where there is more", (_name, groupBy) => {
    const before = seededView({ month: "2026-09", calls: 400, groupBy });
    const view = seededView({ calls: 500, groupBy, before });
    const widest = (columns: number) =>
      Math.max(...render(view, "table", columns).split("\n").map(columnsOf));
    expect(widest(80)).toBeLessThanOrEqual(80);
    expect(widest(200)).toBeLessThanOrEqual(200);
    expect(widest(200)).toBeGreaterThan(widest(80));
  });

  it.each([60, 80, 120, 200])("has no line wider than %i columns, whatever the names", (columns) => {
    const names = [
      "a".repeat(40),
      "李".repeat(20),
      "한국어 이름 ".repeat(4),
      "👩‍💻".repeat(20),
      "b c ".repeat(10),
    ];
    for (const groupBy of [["principal"], ["principal", "model"], [...DIMENSIONS]] as Dimension[][]) {
      const lines = render(named(names, groupBy), "table", columns).split("\n");
      expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(columns);
      expect(lines.filter((line) => line.includes("$11.00"))).toHaveLength(names.length);
    }
  });

  it("keeps its columns apart and in line beside wide names", () => {
    const names = ["李四".repeat(10), "ada"];
    const lines = render(named(names, ["principal"]), "table", 80).split("\n");
    const ends = lines
      .filter((line) => line.includes(" 50 % "))
      .map((line) => columnsOf(line.slice(0, line.indexOf(" 50 % "))));
    expect([ends.length, new Set(ends).size]).toEqual([2, 1]);
  });

  it("shows each row with its cost, share, calls, cache and days", () => {
    const text = render(PLAIN, "table");
    const [first] = PLAIN.report.rows;
    const line = text.split("\n").find((candidate) => candidate.startsWith(first?.developer ?? "?")) ?? "";
    expect(line).toMatch(/^\w+ +\$\d+\.\d\d +\d\d % +\d+ +[\d.]+M +\d+k +\d\d % +\d+ +█+/);
    expect(text).toMatch(/^Total +\$/m);
    expect(text).toMatch(/Budget research +\d/);
  });

  it("tells model ids apart where they are cut", () => {
    const text = render(seededView({ calls: 1000, groupBy: ["team", "project", "model"] }), "table");
    for (const end of ["opus-4-6-v1", "sonnet-5-5", "haiku-5-5"]) expect(text).toContain(end);
  });

  it("lets no name move the cursor or break a line", () => {
    const text = render(
      named(["arn:aws:sts::1:assumed-role/x/\u001b[2J\u001b]0;x\u0007\nTotal $0.00"]),
      "table",
    );
    expect(text).not.toContain("\u001b");
    expect(text.split("\n").filter((line) => line.startsWith("Total"))).toHaveLength(1);
  });

  it("is coloured only when asked", () => {
    expect(render(PLAIN, "table", 80, true)).toContain("\u001b[");
    expect(render(PLAIN, "table")).not.toContain("\u001b[");
  });

  it("says so when there are no calls", () => {
    expect(render(viewOf({ usage: usageOf([]) }), "table")).toContain("No calls.");
  });

  it("forecasts a cheap month to the cent", () => {
    const days = ["02", "03", "04", "05", "06"].map((day, i) =>
      usageRow({
        ...{ day: `2026-11-${day}`, modelId: "us.anthropic.claude-opus-4-6-v1", principal: "x" },
        inputTokens: 5000 + 3000 * i,
      }),
    );
    const view = viewOf({ month: "2026-11", usage: usageOf(days), now: new Date("2026-11-20T12:00:00Z") });
    expect(render(view, "table")).toMatch(/^Forecast +\$0\.\d\d by .* \(\$0\.\d\d to\s+\$0\.\d\d in/m);
  });

  it("counts one as one", () => {
    const odd = usageRow({ modelId: "us.anthropic.claude-secret-9", principal: "x", inputTokens: 5 });
    const failed = usageRow({ invocations: 0, errors: 1 });
    const counts = { malformed: 1, duplicates: 1 };
    const view = viewOf({ usage: usageOf([odd, failed, usageRow({ unmetered: 1 })], counts) });
    const said = ["table", "markdown", "html", "json"].map((format) => render(view, format as Format, 200));
    expect(said.join("")).not.toMatch(/\b1 (calls|lines|copies|tokens|records|objects|developers|others)\b/);
  });

  it("forecasts the running month and says what the total leaves out", () => {
    const now = new Date("2026-11-20T12:00:00Z");
    expect(render(seededView({ month: "2026-11", calls: 800, now }), "table")).toMatch(/Forecast +\$\d/);
    const odd = usageRow({ modelId: "us.anthropic.claude-secret-9", principal: "x", inputTokens: 5 });
    const text = render(
      viewOf({ usage: usageOf([odd, usageRow({ unmetered: 1 })], { malformed: 3 }) }),
      "table",
    );
    expect(text).toMatch(/Unpriced[^]*us\.anthropic\.claude-secret-9 \(1/);
    expect(text).toMatch(/Unmetered +1 call without/);
    expect(text).toMatch(/Malformed +3 lines/);
    expect(text).not.toContain("Forecast");
  });
});

describe("markdown", () => {
  it("is a table with a line a row and a total", () => {
    const text = render(COMPARED, "markdown");
    const table = text.split("\n").filter((line) => line.startsWith("|"));
    expect(table).toHaveLength(COMPARED.report.rows.length + 3);
    expect(new Set(table.map((line) => line.split("|").length)).size).toBe(1);
    expect(table.at(-1)).toContain("**Total**");
    expect(table[0]).toContain("Change from 2026-09");
  });

  it("shows hostile names as text", () => {
    const text = render(
      named(["a|b`c*d_e<img src=x>[x](http://evil.example)", "@everyone", "x\n| y |"]),
      "markdown",
    );
    expect(text).toContain("a\\|b\\`c\\*d\\_e\\<img src=x\\>\\[x\\](http:<!-- -->//evil.example)");
    expect(text).toContain("@<!-- -->everyone");
    expect(text).not.toContain("x\n|");
  });
});
