import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { renderHtml } from "../../../src/report/render/html.js";
import { ReportView } from "../../../src/report/render/view.js";
import { seededView, usageOf, usageRow, viewOf, YAML } from "./fixture.js";

const PAGE = renderHtml(seededView({ calls: 1500, before: seededView({ month: "2026-09", calls: 900 }) }));

const HOSTILE = [
  "<script>alert(1)</script>",
  `"><img src=x onerror=alert(1)>`,
  "'onmouseover='alert(1)",
  "</title></svg></style><script>x</script>",
  "&lt;b&gt;",
  "a\u202Eb\u0000c",
];

describe("renderHtml", () => {
  it("holds every part of the report", () => {
    for (const heading of [
      "Cost by day and team",
      "Developers",
      "Models",
      "Largest changes",
      "Budgets",
      "Tokens and caching",
      "Data quality",
      "Prices",
    ])
      expect(PAGE).toContain(`<h2>${heading}`);
    expect(PAGE).toMatch(/caching saved <b class="good">\$\d/);
    expect(PAGE).toContain("prefers-color-scheme:dark");
    expect(PAGE).toContain("@media print");
    expect(PAGE).toMatch(/Built-in prices as of \d{4}-\d\d-\d\d/);
  });

  it("needs no script, no request and no style but its own, which the policy names by hash", () => {
    expect(PAGE).not.toMatch(/<script|<link|<img|<iframe|@import|url\(| on\w+=| style=| src=| href=/i);
    expect(PAGE).not.toMatch(/https?:\/\//);
    const style = /<style>([^]*?)<\/style>/.exec(PAGE)?.[1] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(PAGE)?.[1]?.replaceAll("&#39;", "'");
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    // A policy applies to what comes after it.
    expect(PAGE.indexOf("Content-Security-Policy")).toBeLessThan(PAGE.indexOf("<style>"));
  });

  it("opens and closes every element in turn", () => {
    const open: string[] = [];
    const body = PAGE.slice(PAGE.indexOf("<body>")).replace(/<\/html>\s*$/, "");
    for (const [, close, name = "", rest = ""] of body.matchAll(/<(\/?)([a-z0-9]+)((?:"[^"]*"|[^>"])*)>/g)) {
      if (close === "/") expect(open.pop()).toBe(name);
      else if (!rest.endsWith("/")) open.push(name);
    }
    expect(open).toEqual([]);
  });

  it.each(HOSTILE)("shows %j as text wherever it comes from", (name) => {
    const arn = `arn:aws:sts::123456789012:assumed-role/x/${name}`;
    const profile = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/ab12";
    const line = {
      ...{ arn: profile, id: "ab12", developer: name, team: name, project: name, costCenter: name },
      ...{ alias: name, modelId: name, source: name, createdAt: "2026-01-01T00:00:00Z", retiredAt: null },
    };
    const rows = [
      usageRow({ modelId: profile, principal: arn, inputTokens: 1_000_000 }),
      usageRow({ modelId: name, principal: name, inputTokens: 1, day: "2026-10-06" }),
      usageRow({
        modelId: "us.anthropic.claude-opus-4-6-v1",
        principal: arn,
        inputTokens: 1_000_000,
        day: "2026-10-07",
      }),
    ];
    const input = { usage: usageOf(rows), register: [line], groupBy: ["developer", "principal"] as const };
    const hostile = (month: string) => viewOf({ ...input, groupBy: [...input.groupBy], month });
    const page = renderHtml(viewOf({ ...input, groupBy: [...input.groupBy], before: hostile("2026-09") }));
    const tags = (html: string) =>
      new Set([...html.matchAll(/<[a-z!/][^\s>/]*/gi)].map(([tag]) => tag.toLowerCase()));
    const known = tags(
      renderHtml(
        seededView({ calls: 300, groupBy: ["team"], before: seededView({ month: "2026-09", calls: 300 }) }),
      ),
    );
    for (const tag of [...tags(page)].filter((found) => !["<b", "</b"].includes(found)))
      expect(known, tag).toContain(tag);
    for (const [tag] of page.slice(page.indexOf("<body>")).matchAll(/<[a-z][^>]*>/gi))
      expect(tag.replace(/"[^"]*"/g, "")).not.toMatch(/on\w+=/i);
    for (const sign of ["\u0000", "\u202e"]) expect(page).not.toContain(sign);
  });

  it("draws bars that reach to the day's cost, and marks days without records", () => {
    const opus = "us.anthropic.claude-opus-4-6-v1";
    const day = (date: string, tokens: number) =>
      usageRow({ day: date, modelId: opus, principal: "r/ada", inputTokens: tokens });
    const page = renderHtml(
      viewOf({ usage: usageOf([day("2026-10-05", 1_000_000), day("2026-10-06", 2_000_000)]) }),
    );
    const heights = [...page.matchAll(/<rect class="s0"[^>]*height="([\d.]+)"><title>/g)].map(([, height]) =>
      Number(height),
    );
    expect(heights).toHaveLength(2);
    expect((heights[1] ?? 0) / (heights[0] ?? 1)).toBeCloseTo(2, 1);
    expect(page).toContain("2026-10-06 engineering: $11.00");
    expect(page.match(/class="nolog"/g)).toHaveLength(29);
  });

  it.each([
    [3_000_000, ["$0", "$5", "$10", "$15", "$20"]],
    [1_800_000, ["$0.00", "$2.50", "$5.00", "$7.50", "$10.00"]],
    [18_000, ["$0.000", "$0.025", "$0.050", "$0.075", "$0.100"]],
    [2_000_000_000, ["$0", "$5,000", "$10,000", "$15,000"]],
    [0, ["$0", "$1"]],
  ])("has one format of money on the axis: %i tokens", (inputTokens, axis) => {
    const row = usageRow({ modelId: "us.anthropic.claude-opus-4-6-v1", inputTokens });
    const page = renderHtml(viewOf({ usage: usageOf([row]) }));
    expect([...page.matchAll(/text-anchor="end">([^<]*)</g)].map(([, text]) => text)).toEqual(axis);
  });

  it("calls what belongs to nobody the same in tables and legend", () => {
    const row = usageRow({ modelId: "us.anthropic.claude-opus-4-6-v1", inputTokens: 1_000_000 });
    const page = renderHtml(viewOf({ usage: usageOf([row]), groupBy: ["team", "cost-center"] }));
    const legend = /<div class="legend">.*?<\/div>/.exec(page)?.[0];
    expect(legend).toContain("(unattributed) $5.50");
    expect(page.match(/<td class="who">\(unattributed\)</g)?.length).toBe(3);
    expect(page).not.toContain("(none)");
  });

  it("has a heading over every column", () => {
    expect(PAGE).not.toMatch(/<th[^>]*><\/th>/);
  });

  it("has no banner, unless the account is simulated: then also on paper", () => {
    const view = viewOf({ usage: usageOf([]) });
    expect(renderHtml(view)).not.toContain('class="banner"');
    const page = renderHtml(new ReportView({ ...view.input, simulated: true }));
    expect(page).toContain('<p class="banner">Simulated AWS account: invented figures</p>');
    const print = page.slice(page.indexOf("@media print"), page.indexOf("</style>"));
    expect(print).not.toContain("banner");
  });

  it("gathers many teams into as many series as there are colours", () => {
    const yaml = YAML.replace(/developers:[^]*?budgets:/, () => {
      const many = Array.from({ length: 15 }, (_, i) => `  dev${i}: { team: team${i} }\n`).join("");
      return `developers:\n${many}budgets:`;
    });
    const page = renderHtml(seededView({ yaml, calls: 3000 }));
    expect(page).toMatch(/\d+ others/);
    expect(page).not.toContain('class="s8"');
  });

  it("shows as many developers as can be read, and all others in one line", () => {
    const opus = "us.anthropic.claude-opus-4-6-v1";
    const rows = Array.from({ length: 1000 }, (_, i) =>
      usageRow({ modelId: opus, principal: `r/dev${i}`, inputTokens: 1_000_000 }),
    );
    const view = viewOf({ usage: usageOf(rows), groupBy: ["principal"] });
    const page = renderHtml(view);
    const [, section = ""] = page.split("<h2>By principal</h2>");
    const table = section.slice(0, section.indexOf("</section>"));
    const costs = [...table.matchAll(/<td class="n">\$([\d,.]+)<\/td>/g)].map(([, cost = ""]) =>
      Number(cost.replaceAll(",", "")),
    );
    expect(costs).toHaveLength(201);
    expect(costs.reduce((sum, cost) => sum + cost, 0)).toBeCloseTo(Number(view.report.totals.costUsd), 6);
    expect(table).toContain("800 others");
    expect(table).toContain("The 200 most expensive of 1,000.");
    expect(page.length).toBeLessThan(300_000);
  });

  it("gives the others of a developers table their days and calls", () => {
    const yaml = YAML.replace(/developers:[^]*?budgets:/, () => {
      const many = Array.from({ length: 202 }, (_, i) => `  dev${i}: {}\n`).join("");
      return `developers:\n${many}budgets:`;
    });
    const rows = Array.from({ length: 202 }, (_, i) =>
      usageRow({
        ...{ modelId: "us.anthropic.claude-opus-4-6-v1", principal: `r/dev${i}`, invocations: 2 },
        ...{ inputTokens: 1000 * (202 - i), day: `2026-10-${String((i % 28) + 1).padStart(2, "0")}` },
      }),
    );
    const page = renderHtml(viewOf({ yaml, usage: usageOf(rows) }));
    // The last two of 202, on two days: 2,000 and 1,000 tokens at 5.50 a million.
    expect(page).toMatch(
      /2 others<\/td><td class="n">\$0\.02<\/td><td class="n">[^<]*<\/td><td class="n">4<\/td><td class="n">3\.0k<\/td>.*?<td class="n">2<\/td><td><svg/,
    );
  });

  it("is a page even without any call", () => {
    const page = renderHtml(viewOf({ usage: usageOf([]) }));
    expect(page).toContain("$0.00");
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
    expect(PAGE).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("shows the forecast of the running month only", () => {
    const now = new Date("2026-11-20T12:00:00Z");
    expect(renderHtml(seededView({ month: "2026-11", calls: 500, now }))).toContain("Forecast to month end");
    expect(PAGE).not.toContain("Forecast");
  });
});
