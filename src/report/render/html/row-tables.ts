import { type Dimension, type ReportRow, type ReportSums, isMetadata } from "../../report-types.js";
import { costShare } from "../facts.js";
import { compact, dollars, grouped, percent } from "../numbers.js";
import {
  activeDays,
  cacheHitRate,
  headingOf,
  keyOf,
  nameOf,
  named,
  promptTokens,
  valuesOf,
} from "../rows.js";
import type { ReportView } from "../view.js";
import { sparkline } from "./charts.js";
import { type Markup, markup } from "./markup.js";
import { type Split, splitRows } from "./most-rows.js";
import { dailyCosts, daysOf, total } from "./series.js";

const SUMS = markup`<th class="n">Cost</th><th class="n">Share</th><th class="n">Calls</th><th class="n">Prompt</th><th class="n">Output</th><th class="n">Cached</th>`;

/** Everybody or every model, with their days as a sparkline. */
export function sparkSection(view: ReportView, dimension: "developer" | "model", title: string): Markup {
  const split = splitRows(view.by(dimension));
  const daily = view.by(dimension, "day");
  const costs = dailyCosts(daily, daysOf(view.report.month), (row) => row[dimension]);
  const active = activeDays(daily, [dimension]);
  const line = (name: string, kind: string, sums: ReportSums, days: number, own: readonly number[]) =>
    markup`<tr><td class="${kind}">${name}</td>${cells(sums, view)}<td class="n">${days}</td><td>${sparkline(own, `Cost of ${name} by day`)}</td></tr>`;
  const kind = dimension === "model" ? "who id" : "who";
  const body = split.kept.map((row) => {
    const value = row[dimension] ?? null;
    const days = active.get(keyOf(row, [dimension])) ?? 0;
    return line(nameOf(value, dimension), kind, row, days, costs.get(value) ?? []);
  });
  const { rest } = split;
  if (rest !== undefined) {
    const others = new Set(rest.rows.map((row) => row[dimension] ?? null));
    const theirs = daily.filter((row) => others.has(row[dimension] ?? null));
    const days = activeDays(theirs, []).get("[]") ?? 0;
    body.push(line(rest.name, "muted", rest.sums, days, sumOf([...others].map((who) => costs.get(who)))));
  }
  return markup`<section class="long"><h2>${title}</h2><table><thead><tr><th>${headingOf(dimension)}</th>${SUMS}<th class="n">Days</th><th>Cost by day</th></tr></thead><tbody>${body}</tbody></table>${more(split, [dimension])}</section>`;
}

/** The rows that were asked for, where no other section has them. */
export function rowsSection(view: ReportView): Markup {
  const { groupBy, rows } = view.report;
  if (groupBy.length === 0 || groupBy.join() === "developer" || groupBy.join() === "model") return markup``;
  const split = splitRows(rows);
  const head = groupBy.map((dimension) => markup`<th>${headingOf(dimension)}</th>`);
  const body = split.kept.map((row: ReportRow) => {
    const names = named(valuesOf(row, groupBy), groupBy).map((name) => markup`<td class="who">${name}</td>`);
    return markup`<tr>${names}${cells(row, view)}</tr>`;
  });
  const { rest } = split;
  if (rest !== undefined) {
    body.push(
      markup`<tr><td class="muted" colspan="${groupBy.length}">${rest.name}</td>${cells(rest.sums, view)}</tr>`,
    );
  }
  const title = groupBy
    .map((dimension) => (isMetadata(dimension) ? headingOf(dimension) : headingOf(dimension).toLowerCase()))
    .join(" and ");
  return markup`<section class="long"><h2>By ${title}</h2><table><thead><tr>${head}${SUMS}</tr></thead><tbody>${body}</tbody></table>${more(split, groupBy)}</section>`;
}

function cells(sums: ReportSums, view: ReportView): Markup {
  return markup`<td class="n">${dollars(sums.costUsd)}</td><td class="n">${percent(costShare(sums.costUsd, view))}</td><td class="n">${grouped(sums.invocations)}</td><td class="n">${compact(promptTokens(sums))}</td><td class="n">${compact(sums.outputTokens)}</td><td class="n">${percent(cacheHitRate(sums))}</td>`;
}

function more({ kept, rest }: Split, groupBy: readonly Dimension[]): Markup | undefined {
  if (rest === undefined) return undefined;
  const all = grouped(kept.length + rest.rows.length);
  return markup`<p class="muted">The ${kept.length} most expensive of ${all}. All of them: --group-by ${groupBy.map((name) => name.replaceAll(",", "\\,")).join()} --format csv</p>`;
}

/** Day by day. */
function sumOf(all: readonly (readonly number[] | undefined)[]): number[] {
  const days = Math.max(0, ...all.slice(0, 1).map((costs) => costs?.length ?? 0));
  return Array.from({ length: days }, (_, day) => total(all.map((costs) => costs?.[day] ?? 0)));
}
