import { renderCsv } from "./csv.js";
import { renderHtml } from "./html.js";
import { renderJson } from "./json.js";
import { renderMarkdown } from "./markdown.js";
import { type Terminal, renderTable } from "./table.js";
import type { ReportView } from "./view.js";

/** What a report can be written as. */
export const FORMATS = ["table", "json", "csv", "markdown", "html"] as const;

export type Format = (typeof FORMATS)[number];

/** Whether a report in this format says what its figures lack, so that whoever reads it need not be told again. */
export function hasQuality(format: Format): boolean {
  return format === "table" || format === "markdown" || format === "html";
}

/** A report as text. Warnings are not in `table`, `csv` and `markdown`: they belong on standard error. */
export function renderReport(view: ReportView, format: Format, terminal: Terminal): string {
  switch (format) {
    case "table":
      return renderTable(view, terminal);
    case "json":
      return renderJson(view);
    case "csv":
      return renderCsv(view);
    case "markdown":
      return renderMarkdown(view);
    case "html":
      return renderHtml(view);
  }
}
