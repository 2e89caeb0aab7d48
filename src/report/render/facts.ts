import { type Change, compareRows, compareTotals, topMovers } from "./compare.js";
import { listed } from "../listed.js";
import { dayRanges } from "./gaps.js";
import { counted } from "../../counted.js";
import {
  dollars,
  grouped,
  micros,
  percent,
  roundDollars,
  shareOf,
  signedDollars,
  signedPercent,
} from "./numbers.js";
import type { Dimension } from "../report-types.js";
import { cacheHitRate, named, shown } from "./rows.js";
import type { ReportView } from "./view.js";

/** Something to know beside the rows. */
export interface Fact {
  label: string;
  text: string;
  /** `bad`: over a budget, or figures that are less than whole. */
  tone?: "good" | "bad";
}

const MOVERS = 3;

/** What is said under a table: cache, forecast, change, budgets, and what the total leaves out. */
export function factsOf(view: ReportView): Fact[] {
  return [...cache(view), ...outlook(view), ...movement(view), ...spending(view), ...quality(view)];
}

function* cache(view: ReportView): Iterable<Fact> {
  const { totals } = view.report;
  const rate = cacheHitRate(totals);
  if (rate === undefined) return;
  const saved = view.cachingSaved();
  const plain = micros(saved) + micros(totals.costUsd);
  const share = plain === 0n ? undefined : Number(micros(saved)) / Number(plain);
  const money =
    micros(saved) < 0n
      ? `it cost ${dollars(saved.slice(1))} more than no caching`
      : `it saved ${dollars(saved)}, ${percent(share)} of what the calls would cost without`;
  const text = `${percent(rate)} of prompt tokens were read from it`;
  yield { label: "Cache", text: micros(saved) === 0n ? text : `${text}; ${money}` };
}

function* outlook(view: ReportView): Iterable<Fact> {
  const expected = view.forecast();
  if (expected === undefined) return;
  const { costUsd, low, high, days } = expected;
  yield {
    label: "Forecast",
    text: `${roundDollars(costUsd)} by the end of the month (${roundDollars(low)} to ${roundDollars(high)} in 4 of 5 cases, from ${days} complete days)`,
  };
}

function* movement({ report, before }: ReportView): Iterable<Fact> {
  if (before === undefined) return;
  const { changeUsd, beforeUsd, ratio } = compareTotals(report, before.report);
  const relative = ratio === undefined ? "" : ` (${signedPercent(ratio)})`;
  yield {
    label: "Change",
    text: `${signedDollars(changeUsd)}${relative} against ${dollars(beforeUsd)} in ${before.report.month}`,
  };
  const movers = topMovers(compareRows(report.rows, before.report.rows, report.groupBy), MOVERS);
  if (movers.length > 0)
    yield { label: "Movers", text: movers.map((mover) => moverText(mover, report.groupBy)).join(", ") };
}

function moverText({ values, changeUsd, status }: Change, groupBy: readonly Dimension[]): string {
  const what = named(values, groupBy).join(" / ");
  return `${what} ${signedDollars(changeUsd)}${status === "both" ? "" : ` (${status})`}`;
}

function* spending(view: ReportView): Iterable<Fact> {
  for (const { team, amount, costUsd, used } of view.budgets()) {
    const name = team === undefined ? "Budget" : `Budget ${shown(team)}`;
    const text = `${percent(used)} of ${roundDollars(amount)} used, ${dollars(costUsd)}`;
    yield { label: name, text, ...(used > 1 ? { tone: "bad" } : {}) };
  }
}

/** Codes of the warnings that {@link quality} says as well. */
export const IN_QUALITY: ReadonlySet<string> = new Set([
  "unmetered",
  "unpriced",
  "malformed",
  "days_without_logs",
]);

/** What makes the figures less than whole. */
export function quality(view: ReportView): Fact[] {
  const { totals, unpriced, malformed, duplicates } = view.report;
  const gaps = view.gaps();
  const facts: Fact[] = [];
  const bad = (label: string, text: string) => facts.push({ label, text, tone: "bad" });
  if (unpriced.length > 0) {
    const models = unpriced.map(
      ({ model, invocations }) => `${shown(model)} (${counted(invocations, "call")})`,
    );
    bad("Unpriced", `at no cost, since no price is known: ${listed(models)}`);
  }
  if (totals.unmetered > 0)
    bad("Unmetered", `${counted(totals.unmetered, "call")} without token counts, at no cost`);
  for (const { label, text } of doubts(view)) bad(label, text);
  if (malformed > 0) bad("Malformed", `${counted(malformed, "line")} of the logs left out, being no record`);
  const workdays = gaps.filter(({ weekend }) => !weekend).map(({ day }) => day);
  if (gaps.length > 0) {
    const days = dayRanges(gaps.map(({ day }) => day));
    const which = workdays.length === 0 ? "weekends only" : `weekdays among them: ${workdays.length}`;
    const text = `no record on ${days} of ${view.report.month} (${which})`;
    facts.push({ label: "No logs", text, ...(workdays.length > 0 ? { tone: "bad" } : {}) });
  }
  if (totals.errors > 0)
    facts.push({ label: "Failed", text: `${counted(totals.errors, "call")}, at no cost` });
  if (duplicates > 0) {
    const copies = `${grouped(duplicates)} surplus ${duplicates === 1 ? "copy of a record" : "copies of records"}`;
    facts.push({ label: "Copies", text: `${copies} left out` });
  }
  return facts;
}

/** Calls that may have been charged otherwise than they are priced, with what they come to. */
function* doubts(view: ReportView): Iterable<Pick<Fact, "label" | "text">> {
  const { refusals = 0, otherTier = 0, inferred = 0 } = view.report.totals;
  if (refusals > 0) {
    const amount = dollars(view.costOf("refusals"));
    yield { label: "Refused", text: `${counted(refusals, "call")} without any output, charged ${amount}` };
  }
  if (otherTier > 0) {
    const amount = dollars(view.costOf("otherTier"));
    const tiers = view.otherTiers().map(shown);
    const text = `${counted(otherTier, "call")} of service tier ${listed(tiers)}, ${amount} at standard prices`;
    yield { label: "Other tier", text };
  }
  if (inferred > 0) {
    const amount = dollars(view.costOf("inferred"));
    const text = `${counted(inferred, "call")} priced by a global. id that is inferred, ${amount}`;
    yield { label: "Inferred", text };
  }
}

/** Cost of a developer and day with any call, USD; undefined without calls. */
export function costPerDeveloperDay(view: ReportView): { usd: string; days: number } | undefined {
  const days = view.by("developer", "day").filter(({ invocations }) => invocations > 0).length;
  if (days === 0) return undefined;
  return { usd: (Number(view.report.totals.costUsd) / days).toFixed(6), days };
}

/** A row's part of the month's cost, 0 to 1; undefined when nothing cost anything. */
export function costShare(costUsd: string, view: ReportView): number | undefined {
  return shareOf(costUsd, view.report.totals.costUsd);
}
