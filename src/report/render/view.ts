import { type AccountedUsage, accountFor } from "../account.js";
import { groupRows } from "../aggregate.js";
import { type ReportInput, buildReport } from "../report.js";
import { ZERO, add, format } from "../money.js";
import type { Dimension, RARE_COUNTS, Report, ReportRow, Warning } from "../report-types.js";
import { comparisonWarnings } from "../warnings.js";
import { type BudgetUse, budgetUse } from "./budgets.js";
import { type TokensByPrice, costOfClass, costWithoutCache, tokensByPrice } from "./caching.js";
import { type Forecast, forecast } from "./forecast.js";
import { type Gap, daysWithoutLogs } from "./gaps.js";
import { fromMicros, micros } from "./numbers.js";

/** Tokens of one class and what they cost. */
export interface TokenClass {
  name: string;
  tokens: number;
  costUsd: string;
}

const CLASSES = [
  ["Input", "inputTokens"],
  ["Cache read", "cacheReadTokens"],
  ["Cache write, 5 minutes", "cacheWrite5mTokens"],
  ["Cache write, 1 hour", "cacheWrite1hTokens"],
  ["Output", "outputTokens"],
] as const;

/** Warnings that are not about one month alone. */
const OF_BOTH = new Set(["compare_running_month", "no_register", "unreadable_register"]);

/**
 * A month's report and what can be said beside it. Usage is priced once; everything else is computed when it is first
 * asked for, since a CSV file needs none of what a page shows.
 */
export class ReportView {
  /** As asked for. */
  readonly report: Report;
  private readonly accounted: readonly AccountedUsage[];
  private readonly grouped = new Map<string, ReportRow[]>();
  private tokens: TokensByPrice | undefined;

  constructor(
    readonly input: ReportInput,
    /** Another month's report, grouped alike, to compare with. */
    readonly before?: ReportView,
  ) {
    this.accounted = accountFor(input);
    const report = buildReport(input, this.accounted);
    if (before !== undefined)
      report.warnings.push(...comparisonWarnings(input.month, before.report.month, input.now));
    this.report = report;
    this.grouped.set(JSON.stringify(input.groupBy), this.report.rows);
  }

  /** The month's rows by other dimensions than the report's. */
  by(...groupBy: Dimension[]): ReportRow[] {
    const key = JSON.stringify(groupBy);
    const rows = this.grouped.get(key) ?? groupRows(this.accounted, groupBy);
    this.grouped.set(key, rows);
    return rows;
  }

  /** What the prompt cache saved, USD: cost without any caching minus the cost. Negative where it did not pay off. */
  cachingSaved(): string {
    const plain = costWithoutCache(this.tokensByPrice());
    return fromMicros(micros(plain) - micros(this.report.totals.costUsd));
  }

  /** The five token classes. */
  tokenClasses(): TokenClass[] {
    return CLASSES.map(([name, column]) => ({
      name,
      tokens: this.report.totals[column],
      costUsd: costOfClass(this.tokensByPrice(), column),
    }));
  }

  /** What the calls of a rare kind cost, USD. */
  costOf(kind: (typeof RARE_COUNTS)[number]): string {
    const costs = this.accounted.filter((item) => item[kind] > 0).map(({ cost }) => cost);
    return format(costs.reduce(add, ZERO), 6);
  }

  /** Service tiers other than the standard one. */
  otherTiers(): string[] {
    const tiers = this.accounted.flatMap(({ tier, otherTier }) =>
      tier !== null && otherTier > 0 ? [tier] : [],
    );
    return [...new Set(tiers)].toSorted();
  }

  /**
   * What makes the report's figures less than certain, and what makes the other month no measure.
   * @param told codes of what is said of the report's month already
   */
  warnings(told: ReadonlySet<string> = new Set()): Warning[] {
    const { before } = this;
    const untold = this.report.warnings.filter(({ code }) => !told.has(code));
    if (before === undefined) return untold;
    const shared = new Map<string, Warning>();
    const own: Warning[] = [];
    for (const [month, warnings] of [
      [this.report.month, untold],
      [before.report.month, before.report.warnings],
    ] as const) {
      for (const { code, message } of warnings) {
        if (OF_BOTH.has(code)) shared.set(code, { code, message });
        else own.push({ code, message: `${month}: ${message}` });
      }
    }
    return [...shared.values(), ...own];
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
  private tokensByPrice(): TokensByPrice {
    this.tokens ??= tokensByPrice(this.accounted);
    return this.tokens;
  }
}
