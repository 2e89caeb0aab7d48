import type { Dimension, Report, ReportRow } from "../report-types.js";
import { fromMicros, micros, shareOf } from "./numbers.js";
import { keyOf, valuesOf } from "./rows.js";

/** What became of one row since another month. */
export interface Change {
  /** Of the dimensions compared by, in their order. */
  values: (string | null)[];
  /** `new`: only in this month; `gone`: only in the other one. */
  status: "both" | "new" | "gone";
  costUsd: string;
  beforeUsd: string;
  /** May be negative. */
  changeUsd: string;
  /** 0.1 for 10 % more; undefined where there was no cost before. */
  ratio: number | undefined;
}

const NOTHING = "0.000000";

/** Change of every row, in the order of the rows, then what is gone. Days are compared by their place in the month. */
export function compareRows(
  rows: readonly ReportRow[],
  before: readonly ReportRow[],
  dimensions: readonly Dimension[],
): Change[] {
  const key = (row: ReportRow) =>
    keyOf(row.day === undefined ? row : { ...row, day: row.day.slice(8) }, dimensions);
  const old = new Map(before.map((row) => [key(row), row]));
  const kept = new Set(rows.map(key));
  return [
    ...rows.map((row) => {
      const then = old.get(key(row));
      return change(
        row,
        dimensions,
        row.costUsd,
        then?.costUsd ?? NOTHING,
        then === undefined ? "new" : "both",
      );
    }),
    ...before
      .filter((row) => !kept.has(key(row)))
      .map((row) => change(row, dimensions, NOTHING, row.costUsd, "gone")),
  ];
}

/** The change of the whole month. */
export function compareTotals(report: Report, before: Report): Change {
  return change({ ...report.totals }, [], report.totals.costUsd, before.totals.costUsd, "both");
}

/** The largest changes, up or down. Changes of nothing are none. */
export function topMovers(changes: readonly Change[], count: number): Change[] {
  const size = ({ changeUsd }: Change) => Math.abs(Number(micros(changeUsd)));
  return changes
    .filter((item) => size(item) > 0)
    .toSorted((a, b) => size(b) - size(a))
    .slice(0, count);
}

function change(
  row: ReportRow,
  dimensions: readonly Dimension[],
  costUsd: string,
  beforeUsd: string,
  status: Change["status"],
): Change {
  const changeUsd = fromMicros(micros(costUsd) - micros(beforeUsd));
  const ratio = shareOf(changeUsd, beforeUsd);
  return { values: valuesOf(row, dimensions), status, costUsd, beforeUsd, changeUsd, ratio };
}
