import type { Style } from "../../ui/style.js";
import type { Dimension, ReportRow, ReportSums } from "../report-types.js";
import { bar } from "./bar.js";
import { type Column, fitted, tableLine, tableWidth } from "./columns.js";
import { compareRows, compareTotals } from "./compare.js";
import { costShare, factsOf } from "./facts.js";
import { compact, dollars, percent, signedDollars } from "./numbers.js";
import {
  activeDays,
  cacheHitRate,
  headingOf,
  keyOf,
  nameOf,
  promptTokens,
  titleOf,
  valuesOf,
} from "./rows.js";
import { columnsOf, cut, padded } from "./text.js";
import type { ReportView } from "./view.js";

export interface Terminal {
  /** Its width. */
  columns: number;
  paint: Style;
}

/** Where a name is cut at the latest; what is left must still tell rows apart. */
const LEAST: Partial<Record<Dimension, number>> = { day: 10, model: 22, principal: 26 };
const NARROWEST = 40;
const LONGEST_LABEL = 24;
const WIDEST_BAR = 30;
const NARROWEST_BAR = 4;

/** The report for a terminal: rows with bars for their share, then what there is to know beside them. */
export function renderTable(view: ReportView, { columns, paint }: Terminal): string {
  const room = Math.max(NARROWEST, columns);
  const { report } = view;
  const title = titleOf(report);
  const facts = factsOf(view);
  const width = Math.min(LONGEST_LABEL, Math.max(0, ...facts.map(({ label }) => columnsOf(label))));
  const lines = facts.flatMap(({ label, text, tone }) => {
    const [first = "", ...rest] = wrap(text, room - width - 2);
    const name = padded(cut(label, width), width, "left");
    const color = tone === "bad" ? "yellow" : "dim";
    return [`${paint(color, name)}  ${first}`, ...rest.map((line) => `${" ".repeat(width)}  ${line}`)];
  });
  return `${paint("bold", title)}\n\n${tableOf(view, room, paint)}\n${lines.map((line) => `${line}\n`).join("")}`;
}

function tableOf(view: ReportView, room: number, paint: Style): string {
  const { report } = view;
  if (report.rows.length === 0) return "No calls.\n";
  const fit = fitted(columnsFor(view), room);
  const left = room - tableWidth(fit) - 2;
  const shares = report.rows.map((row) => costShare(row.costUsd, view) ?? 0);
  // The first row has the largest.
  const top = shares[0] ?? 0;
  const wide = left < NARROWEST_BAR || top === 0 ? 0 : Math.min(left, WIDEST_BAR);
  const numbered = report.rows.map((_row, i) => i);
  const rows = numbered.map((i) => {
    const text = tableLine(fit, (column) => column.cells[i] ?? "");
    // Bars are drawn against the largest row, so that even many rows can be told apart.
    const drawn = wide === 0 ? "" : bar((shares[i] ?? 0) / top, wide);
    return drawn === "" ? text : `${padded(text, tableWidth(fit), "left")}  ${paint("cyan", drawn)}`;
  });
  return [
    paint(
      "bold",
      tableLine(fit, ({ heading }) => heading.toUpperCase()),
    ),
    ...rows,
    paint("dim", "─".repeat(tableWidth(fit))),
    paint(
      "bold",
      tableLine(fit, ({ footer }) => footer),
    ),
    "",
  ].join("\n");
}

function columnsFor(view: ReportView): Column[] {
  const { report, before } = view;
  const { rows, totals, groupBy } = report;
  const names = groupBy.map((dimension, i): Column => ({
    heading: headingOf(dimension),
    align: "left",
    cells: rows.map((row) => nameOf(valuesOf(row, groupBy)[i] ?? null, dimension)),
    footer: i === 0 ? "Total" : "",
    least: LEAST[dimension] ?? 12,
    cut: dimension === "model" || dimension === "principal" ? "inside" : "end",
  }));
  const number = (
    heading: string,
    optional: number | undefined,
    cell: (sums: ReportSums) => string,
  ): Column => ({
    heading,
    align: "right",
    cells: rows.map(cell),
    footer: cell(totals),
    ...(optional === undefined ? {} : { optional }),
  });
  return [
    ...names,
    number("Cost", undefined, ({ costUsd }) => dollars(costUsd)),
    ...(before === undefined ? [] : [changeColumn(view, before)]),
    number("Share", 1, ({ costUsd }) => percent(costShare(costUsd, view))),
    number("Calls", 2, ({ invocations }) => compact(invocations)),
    number("Prompt", 4, (sums) => compact(promptTokens(sums))),
    number("Output", 3, ({ outputTokens }) => compact(outputTokens)),
    number("Cached", 5, (sums) => percent(cacheHitRate(sums))),
    ...(groupBy.includes("day") ? [] : [daysColumn(view)]),
  ];
}

function changeColumn({ report }: ReportView, before: ReportView): Column {
  const changes = compareRows(report.rows, before.report.rows, report.groupBy);
  return {
    ...{ heading: "Change", align: "right", optional: 2 },
    cells: report.rows.map((_row, i) => {
      const change = changes[i];
      return change === undefined || change.status === "new" ? "new" : signedDollars(change.changeUsd);
    }),
    footer: signedDollars(compareTotals(report, before.report).changeUsd),
  };
}

function daysColumn(view: ReportView): Column {
  const { groupBy, rows } = view.report;
  const days = activeDays(view.by(...groupBy, "day"), groupBy);
  const all = activeDays(view.by("day"), []);
  const cell = (row: ReportRow) => String(days.get(keyOf(row, groupBy)) ?? 0);
  const footer = String(all.get("[]") ?? 0);
  return { heading: "Days", align: "right", cells: rows.map(cell), footer, optional: 6 };
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const whole of text.split(" ")) {
    const word = cut(whole, width);
    const last = lines.at(-1);
    if (last === undefined || columnsOf(last) + 1 + columnsOf(word) > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
