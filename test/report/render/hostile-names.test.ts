import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Dimension, ReportRow } from "../../../src/report/report-types.js";
import { renderCsv } from "../../../src/report/render/csv.js";
import { renderHtml } from "../../../src/report/render/html.js";
import { renderTable } from "../../../src/report/render/table.js";
import { columnsOf } from "../../../src/report/render/text.js";
import type { ReportView } from "../../../src/report/render/view.js";
import { style } from "../../../src/ui/style.js";
import { usageOf, usageRow, viewOf } from "./fixture.js";

const BITS = [
  ...["<script>", "</td>", "<!--", "]]>", "&lt;", '"', "'", "`", "<", ">", "&", "=", "+", "-", "@", "＝"],
  ...["\t", "\r", "\n", "\u0000", "\u001b[2J", "\u202e", "\u200f", "\u2028", "\ufeff", "\u00a0", " "],
  ...[",", ";", "|", "\\", "李四", "😀", "e\u0301", "a", "ada", "x".repeat(300)],
];

/** Names that a session, a tag or a model id may have if somebody means harm. */
const name = fc.oneof(
  fc.array(fc.constantFrom(...BITS), { minLength: 1, maxLength: 6 }).map((bits) => bits.join("")),
  fc.string({ unit: "binary", minLength: 1, maxLength: 30 }),
);

const GROUP: Dimension[] = ["developer", "team", "model", "principal"];

/** A report in which names stand wherever names can. */
function viewWith(names: readonly string[], groupBy: Dimension[] = GROUP, before?: ReportView): ReportView {
  const profile = (i: number) => `arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/p${i}`;
  const register = names.map((text, i) => ({
    ...{ arn: profile(i), id: `p${i}`, developer: text, team: text, project: text, costCenter: text },
    ...{ alias: text, modelId: text, source: "us.anthropic.claude-opus-4-6-v1" },
    ...{ createdAt: "2026-01-01T00:00:00Z", retiredAt: null },
  }));
  const rows = names.flatMap((text, i) => [
    usageRow({ modelId: profile(i), principal: text, inputTokens: 1_000_000 + i }),
    usageRow({ modelId: text, principal: text, region: text, inputTokens: 1, day: "2026-10-06" }),
  ]);
  const common = { usage: usageOf(rows), register, groupBy };
  return viewOf(before === undefined ? common : { ...common, before });
}

/** Tags, comments and text of a page, as a browser splits it: what starts with `<` and a letter, `/` or `!` is a tag. */
function splitHtml(page: string): { tags: string[]; text: string[] } {
  const tags: string[] = [];
  const text: string[] = [];
  const pattern = /<style>[^]*?<\/style>|<(?:[a-z/!](?:"[^"]*"|[^">])*)>|[^<]+|</gi;
  for (const [part] of page.matchAll(pattern)) {
    if (part.startsWith("<") && part.length > 1) tags.push(part);
    else text.push(part);
  }
  return { tags, text };
}

/** A page's structure: its tags with the values of their attributes left out. */
function skeleton(page: string): string[] {
  return splitHtml(page).tags.map((tag) => tag.replace(/"[^"]*"/g, '""'));
}

function decoded(text: string): string {
  const entities: Record<string, string> = { lt: "<", gt: ">", quot: '"', "#39": "'", amp: "&" };
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (_all, entity: string) => entities[entity] ?? "");
}

describe("names made to do harm", () => {
  it("change nothing in a page but its text", () => {
    const harmless = (count: number) => viewWith(Array.from({ length: count }, (_, i) => `name${i}`));
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 3, maxLength: 3 }), (names) => {
        const page = renderHtml(viewWith(names));
        const { tags, text } = splitHtml(page);
        // Names that look alike to the price table or the attribution may merge rows, but add no kind of tag.
        const known = new Set(skeleton(renderHtml(harmless(3))));
        for (const tag of skeleton(page)) expect(known, tag).toContain(tag);
        for (const part of text) expect(part).not.toMatch(/[<>]/);
        for (const part of [...text, ...tags]) expect(part).not.toMatch(/&(?!(?:lt|gt|quot|#39|amp);)/);
        // oxlint-disable-next-line no-control-regex
        expect(page).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      }),
      { numRuns: 25 },
    );
  });

  it("are read in the page as what they are", () => {
    const names = ["<script>alert(1)</script>", `"quoted" & 'single'`, "&lt;b&gt;", "李四"];
    const text = splitHtml(renderHtml(viewWith(names))).text.map(decoded);
    for (const shown of names) expect(text).toContain(shown);
  });

  it("come out of a CSV file as they went in, with an apostrophe before what could be run", () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), (names) => {
        const view = viewWith(names, ["principal"], viewWith(names, ["principal"]));
        const rows = parse(renderCsv(view), { columns: true }) as { principal: string }[];
        const expected = view.report.rows.map(({ principal }: ReportRow) => principal ?? "");
        expect(rows).toHaveLength(expected.length);
        for (const [i, { principal }] of rows.entries()) {
          const went = expected[i] ?? "";
          expect([went, `'${went}`]).toContain(principal);
          expect(principal).not.toMatch(/^[\s\p{C}]*[=+\-@＝＋－＠]|^[\t\r\n]/u);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("make no line of a table wider than the terminal, and none more", () => {
    const paint = style(false);
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { minLength: 2, maxLength: 3 }),
        fc.constantFrom(60, 80, 120, 200),
        (names, columns) => {
          const view = viewWith(names);
          const lines = renderTable(view, { columns, paint }).split("\n");
          expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(columns);
          const rule = lines.findIndex((line) => line.startsWith("──"));
          expect(rule - 3).toBe(view.report.rows.length);
        },
      ),
      { numRuns: 40 },
    );
  });
});
