import { compareRows, compareTotals } from "./compare.js";
import { rowMember } from "../report-types.js";
import type { ReportView } from "./view.js";

/** The document of `--json`: the report, and with another month beside it `compare`. */
function jsonDocument({ report, before }: ReportView): object {
  if (before === undefined) return report;
  const { changeUsd, beforeUsd, ratio } = compareTotals(report, before.report);
  const percent = (value: number | undefined) => (value === undefined ? null : Math.round(value * 1000) / 10);
  return {
    ...report,
    compare: {
      month: before.report.month,
      totals: { beforeUsd, changeUsd, changePercent: percent(ratio) },
      warnings: before.report.warnings,
      rows: compareRows(report.rows, before.report.rows, report.groupBy).map((change) => ({
        ...Object.fromEntries(report.groupBy.map((name, i) => [rowMember(name), change.values[i]])),
        status: change.status,
        costUsd: change.costUsd,
        beforeUsd: change.beforeUsd,
        changeUsd: change.changeUsd,
        changePercent: percent(change.ratio),
      })),
    },
  };
}

/** The document as text. */
export function renderJson(view: ReportView): string {
  return `${JSON.stringify(jsonDocument(view), null, 2)}\n`;
}
