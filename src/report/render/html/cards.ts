import { UNATTRIBUTED } from "../../attribute.js";
import { compareTotals } from "../compare.js";
import { costPerDeveloperDay } from "../facts.js";
import {
  compact,
  dollars,
  grouped,
  micros,
  percent,
  roundDollars,
  signedDollars,
  signedPercent,
} from "../numbers.js";
import { cacheHitRate, promptTokens } from "../rows.js";
import type { ReportView } from "../view.js";
import { type Markup, markup } from "./markup.js";

/** The month in a few figures. */
export function cards(view: ReportView): Markup {
  const { totals } = view.report;
  const developers = view
    .by("developer")
    .filter(({ developer, invocations }) => invocations > 0 && developer !== UNATTRIBUTED).length;
  const perDay = costPerDeveloperDay(view);
  const saved = view.cachingSaved();
  const expected = view.forecast();
  return markup`<div class="cards">
${card("Cost", dollars(totals.costUsd), changeText(view))}
${expected === undefined ? undefined : card("Forecast to month end", roundDollars(expected.costUsd), `${roundDollars(expected.low)} to ${roundDollars(expected.high)} in 4 of 5 cases`)}
${card("Calls", grouped(totals.invocations), totals.errors === 0 ? "none failed" : `${grouped(totals.errors)} more failed`)}
${card("Active developers", grouped(developers), perDay === undefined ? "" : `${dollars(perDay.usd)} a developer-day`)}
${card("Tokens", compact(promptTokens(totals) + totals.outputTokens), `${compact(totals.outputTokens)} of them output`)}
${card("Read from cache", percent(cacheHitRate(totals)), micros(saved) < 0n ? `cost ${dollars(saved.slice(1))} more` : `saved ${dollars(saved)}`)}
</div>`;
}

function card(name: string, figure: string, more: string): Markup {
  return markup`<div class="card"><div class="name">${name}</div><div class="figure">${figure}</div><div class="more">${more}</div></div>`;
}

function changeText({ report, before }: ReportView): string {
  if (before === undefined) return "";
  const { changeUsd, ratio } = compareTotals(report, before.report);
  const relative = ratio === undefined ? "" : ` (${signedPercent(ratio)})`;
  return `${signedDollars(changeUsd)}${relative} from ${before.report.month}`;
}
