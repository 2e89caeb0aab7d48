import type { ReportSums } from "../report-types.js";
import { compareRows, compareTotals } from "./compare.js";
import { costShare, factsOf } from "./facts.js";
import { compact, dollars, grouped, percent, signedDollars } from "./numbers.js";
import {
  activeDays,
  cacheHitRate,
  headingOf,
  keyOf,
  named,
  promptTokens,
  titleOf,
  valuesOf,
} from "./rows.js";
import { SIMULATED } from "./simulated.js";
import type { ReportView } from "./view.js";

/** The report as a GitHub-flavoured Markdown table, for a pull request or an issue. */
export function renderMarkdown(view: ReportView): string {
  const { report, before } = view;
  const { groupBy, rows, totals } = report;
  const daily = groupBy.includes("day") ? undefined : activeDays(view.by(...groupBy, "day"), groupBy);
  const changes = before === undefined ? undefined : compareRows(rows, before.report.rows, groupBy);
  const numbers = (sums: ReportSums) => [
    dollars(sums.costUsd),
    percent(costShare(sums.costUsd, view)),
    grouped(sums.invocations),
    compact(promptTokens(sums)),
    compact(sums.outputTokens),
    percent(cacheHitRate(sums)),
  ];
  const extra = (days: number, change: string) => [
    ...(daily === undefined ? [] : [String(days)]),
    ...(changes === undefined ? [] : [change]),
  ];
  const names = groupBy.map((dimension) => escaped(headingOf(dimension)));
  const heading = [...names, "Cost", "Share", "Calls", "Prompt", "Output", "Cached", ...extraHeadings(view)];
  const total = ["**Total**", ...names.slice(1).map(() => "")];
  const all = before === undefined ? "0.000000" : compareTotals(report, before.report).changeUsd;
  const table = [
    heading,
    heading.map((_cell, i) => (i < names.length ? "---" : "---:")),
    ...rows.map((row, i) => [
      ...named(valuesOf(row, groupBy), groupBy).map(escaped),
      ...numbers(row),
      ...extra(daily?.get(keyOf(row, groupBy)) ?? 0, signedDollars(changes?.[i]?.changeUsd ?? "0.000000")),
    ]),
    [
      ...total.slice(0, names.length),
      ...numbers(totals),
      ...extra(activeDays(view.by("day"), []).get("[]") ?? 0, signedDollars(all)),
    ],
  ].map((cells) => `| ${cells.join(" | ")} |`);
  const facts = factsOf(view).map(({ label, text }) => `- **${escaped(label)}**: ${escaped(text)}`);
  const banner = view.input.simulated === true ? [`**${SIMULATED}**`, ""] : [];
  return [`### ${titleOf(report)}`, "", ...banner, ...table, "", ...facts, ""].join("\n");
}

function extraHeadings({ report, before }: ReportView): string[] {
  return [
    ...(report.groupBy.includes("day") ? [] : ["Days"]),
    ...(before === undefined ? [] : [`Change from ${before.report.month}`]),
  ];
}

/** Text that Markdown shows as it is; `@name` notifies nobody. */
function escaped(text: string): string {
  return text
    .replace(/[\\`*_[\]<>|~#&!]/g, "\\$&")
    .replace(/(^|[^\w.])@(?=\w)/g, "$1@<!-- -->")
    .replace(/\b(https?|ftp):\/\//gi, "$1:<!-- -->//");
}
