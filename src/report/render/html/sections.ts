import { compareRows, topMovers } from "../compare.js";
import { costShare, quality } from "../facts.js";
import { counted } from "../../../counted.js";
import { compact, dollars, micros, percent, roundDollars, signedDollars, signedPercent } from "../numbers.js";
import { headingOf, named, shown } from "../rows.js";
import type { ReportView } from "../view.js";
import { legend, meter, stackedBars } from "./charts.js";
import { type Markup, markup } from "./markup.js";
import { dailyCosts, daysOf, seriesOf, total } from "./series.js";

/** Cost day by day, stacked by team. */
export function dailySection(view: ReportView): Markup {
  const days = daysOf(view.report.month);
  const series = seriesOf(
    dailyCosts(view.by("day", "team"), days, ({ team }) => team),
    "team",
  );
  const gaps = new Set(view.gaps().map(({ day }) => day));
  const chart = stackedBars(series, days, gaps, `Cost by day and team, ${view.report.month}`);
  const head = [markup`<th>Day</th>`, ...series.map(({ name }) => markup`<th class="n">${name}</th>`)];
  const rows = days.flatMap((day, i) => {
    if (total(series.map(({ costs }) => costs[i] ?? 0)) === 0) return [];
    const cells = series.map(
      ({ costs }) => markup`<td class="n">${dollars((costs[i] ?? 0).toFixed(6))}</td>`,
    );
    return markup`<tr><td>${day}</td>${cells}</tr>`;
  });
  const note =
    gaps.size === 0 ? undefined : markup`<p class="muted">A dot marks a day without any record.</p>`;
  return markup`<section><h2>Cost by day and team</h2>${chart}${legend(series)}${note}<details><summary>As a table</summary><table><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></details></section>`;
}

/** What the money went to, and what caching did to it. */
export function tokenSection(view: ReportView): Markup {
  const classes = view.tokenClasses();
  const all = classes.reduce((sum, { tokens }) => sum + tokens, 0);
  const body = classes.map(({ name, tokens, costUsd }) => {
    const share = costShare(costUsd, view) ?? 0;
    return markup`<tr><td>${name}</td><td class="n">${compact(tokens)}</td><td class="n">${percent(all === 0 ? undefined : tokens / all)}</td><td class="n">${dollars(costUsd)}</td><td class="n">${percent(share)}</td><td>${meter(share, `${name}: ${percent(share)} of the cost`)}</td></tr>`;
  });
  const saved = view.cachingSaved();
  const plain = dollars(added(saved, view.report.totals.costUsd));
  const verdict =
    micros(saved) < 0n
      ? markup`Without prompt caching the same calls would have cost ${plain}, <b class="bad">${dollars(saved.slice(1))} less</b>.`
      : markup`Without prompt caching the same calls would have cost ${plain}: caching saved <b class="good">${dollars(saved)}</b>.`;
  return markup`<section><h2>Tokens and caching</h2><table><thead><tr><th>Class</th><th class="n">Tokens</th><th class="n">Share</th><th class="n">Cost</th><th class="n">Share</th><th>Share of cost</th></tr></thead><tbody>${body}</tbody></table><p>${verdict}</p></section>`;
}

/** Budgets of the YAML, as far as this month's calls have used them. */
export function budgetSection(view: ReportView): Markup {
  const body = view.budgets().map(({ team, amount, costUsd, used }) => {
    const name = team === undefined ? "Whole stack" : shown(team);
    return markup`<tr><td class="who">${name}</td><td class="n">${dollars(costUsd)}</td><td class="n">${roundDollars(amount)}</td><td class="n ${used > 1 ? "bad" : ""}">${percent(used)}</td><td>${meter(used, `${name}: ${percent(used)} used`)}</td></tr>`;
  });
  return markup`<section><h2>Budgets</h2><table><thead><tr><th>Budget</th><th class="n">Used</th><th class="n">Amount</th><th class="n">Share</th><th>Share used</th></tr></thead><tbody>${body}</tbody></table></section>`;
}

const MOVERS = 10;

/** What changed most against another month. */
export function changeSection({ report, before }: ReportView): Markup {
  if (before === undefined) return markup``;
  const movers = topMovers(compareRows(report.rows, before.report.rows, report.groupBy), MOVERS);
  const body = movers.map(
    ({ values, status, costUsd, beforeUsd, changeUsd, ratio }) =>
      markup`<tr><td class="who">${named(values, report.groupBy).join(" / ")}</td><td class="n">${dollars(beforeUsd)}</td><td class="n">${dollars(costUsd)}</td><td class="n">${signedDollars(changeUsd)}</td><td class="n">${status === "both" ? signedPercent(ratio) : status}</td></tr>`,
  );
  const what = report.groupBy.map((dimension) => headingOf(dimension)).join(" / ");
  return markup`<section><h2>Largest changes from ${before.report.month}</h2><table><thead><tr><th>${what}</th><th class="n">${before.report.month}</th><th class="n">${report.month}</th><th class="n">Change</th><th class="n">Relative</th></tr></thead><tbody>${body}</tbody></table></section>`;
}

/** What makes the figures less than whole, and how much was read. */
export function qualitySection(view: ReportView): Markup {
  const { scan, engine } = view.report;
  const facts = quality(view).map(({ label, text }) => markup`<dt>${label}</dt><dd>${text}</dd>`);
  const list = view.warnings().map(({ message }) => markup`<li>${message}</li>`);
  const read = `${counted(scan.records, "record")} in ${counted(scan.files, "object")}, ${(scan.bytes / 1e6).toFixed(1)} MB, read by the ${engine} engine in ${scan.seconds.toFixed(1)} s`;
  return markup`<section><h2>Data quality</h2><dl>${facts}<dt>Read</dt><dd>${read}</dd></dl>${list.length === 0 ? markup`<p class="good">No warnings.</p>` : markup`<details><summary>Warnings</summary><ul>${list}</ul></details>`}</section>`;
}

function added(a: string, b: string): string {
  return (Number(a) + Number(b)).toFixed(6);
}
