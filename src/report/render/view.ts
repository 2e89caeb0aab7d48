import { type ReportInput, buildReport } from "../report.js";
import type { Dimension, Report, ReportRow } from "../report-types.js";
import { type BudgetUse, budgetUse } from "./budgets.js";
import { onlyTokens, withoutCache } from "./caching.js";
import { type Forecast, forecast } from "./forecast.js";
import { type Gap, daysWithoutLogs } from "./gaps.js";
import { fromMicros, micros } from "./numbers.js";

/** Tokens of one class and what they cost. */
export interface TokenClass {
  name: string;
  tokens: number;
  costUsd: string;
}

/**
 * A month's report and what can be said beside it. Everything is computed when it is first asked for, since a CSV file
 * needs none of what a page shows.
 */
export class ReportView {
  /** As asked for. */
  readonly report: Report;
  private readonly grouped = new Map<string, ReportRow[]>();
  private saved: string | undefined;

  constructor(
    readonly input: ReportInput,
    /** Another month's report, grouped alike, to compare with. */
    readonly before?: ReportView,
  ) {
    this.report = buildReport(input);
    this.grouped.set(input.groupBy.join(), this.report.rows);
  }

  /** The month's rows by other dimensions than the report's. */
  by(...groupBy: Dimension[]): ReportRow[] {
    const key = groupBy.join();
    const rows = this.grouped.get(key) ?? buildReport({ ...this.input, groupBy }).rows;
    this.grouped.set(key, rows);
    return rows;
  }

  /** What the prompt cache saved, USD: cost without any caching minus the cost. Negative where it did not pay off. */
  cachingSaved(): string {
    if (this.saved !== undefined) return this.saved;
    const plain = buildReport({ ...this.input, groupBy: [], usage: withoutCache(this.input.usage) });
    this.saved = fromMicros(micros(plain.totals.costUsd) - micros(this.report.totals.costUsd));
    return this.saved;
  }

  /** The five token classes. */
  tokenClasses(): TokenClass[] {
    const { totals } = this.report;
    const hour = this.input.config.report.pricing.cacheWriteTtl === "1h";
    const unknown = ["cacheWriteUnknownTokens"] as const;
    const cost = (...columns: Parameters<typeof onlyTokens>[1][number][]) =>
      buildReport({ ...this.input, groupBy: [], usage: onlyTokens(this.input.usage, columns) }).totals
        .costUsd;
    return [
      { name: "Input", tokens: totals.inputTokens, costUsd: cost("inputTokens") },
      { name: "Cache read", tokens: totals.cacheReadTokens, costUsd: cost("cacheReadTokens") },
      {
        name: "Cache write, 5 minutes",
        tokens: totals.cacheWrite5mTokens,
        costUsd: cost("cacheWrite5mTokens", ...(hour ? [] : unknown)),
      },
      {
        name: "Cache write, 1 hour",
        tokens: totals.cacheWrite1hTokens,
        costUsd: cost("cacheWrite1hTokens", ...(hour ? unknown : [])),
      },
      { name: "Output", tokens: totals.outputTokens, costUsd: cost("outputTokens") },
    ];
  }

  budgets(): BudgetUse[] {
    return budgetUse(this.input.config.budgets, this.report.totals.costUsd, this.by("cost-center"));
  }

  /** Of the running month only. */
  forecast(): Forecast | undefined {
    return forecast(this.report.month, this.by("day"), this.input.now);
  }

  gaps(): Gap[] {
    return daysWithoutLogs(this.report.month, this.by("day"), this.input.now);
  }
}
