import type { Config } from "../config/schema.js";
import type { RegisterLine } from "../register/register.js";
import { type PricedUsage, groupRows, totalsOf } from "./aggregate.js";
import { Attribution } from "./attribute.js";
import { RegisterHistory } from "./history.js";
import { pricedModel } from "./model.js";
import { ZERO } from "./money.js";
import type { PriceTable } from "./price-table.js";
import type { Prices } from "./prices.js";
import { engineQuery, priceTable } from "./query.js";
import type { Dimension, EngineName, Report, UnpricedModel } from "./report-types.js";
import { type UsageResult, type UsageRow, slotStart } from "./usage.js";
import { warningsOf } from "./warnings.js";

export interface ReportInput {
  config: Config;
  /** `YYYY-MM`. */
  month: string;
  groupBy: readonly Dimension[];
  engine: EngineName;
  /** Lines of the profile register, in the order of the file. */
  register: readonly RegisterLine[];
  usage: UsageResult;
  /** Today; days of a month that is not over are no gaps in the logs. */
  now: Date;
}

/** A class of calls with its price and owner, and what is doubtful about the price. */
export interface AccountedUsage extends PricedUsage {
  priced: boolean;
  /** Token classes the model's price row lacks. */
  missingPrices: (keyof Prices)[];
  /** Cache writes of unknown lifetime, in tokens. */
  assumedTtlTokens: number;
}

/** Prices and attributes what an engine found. The same usage gives the same report, whatever the engine. */
export function buildReport(input: ReportInput): Report {
  const { usage, month, engine, groupBy } = input;
  const accounted = accountFor(input);
  return {
    month,
    engine,
    currency: "USD",
    groupBy: [...groupBy],
    rows: groupRows(accounted, groupBy),
    totals: totalsOf(accounted),
    unpriced: unpricedModels(accounted),
    malformed: usage.malformed,
    duplicates: usage.duplicates,
    warnings: warningsOf(accounted, input),
    scan: usage.scan,
  };
}

function accountFor({ config, month, register, usage }: ReportInput): AccountedUsage[] {
  const query = engineQuery(config, month, register);
  const prices = priceTable(config);
  const history = new RegisterHistory(register);
  const attribution = new Attribution(config, history, register);
  const ttl = config.report.pricing.cacheWriteTtl;
  return usage.rows.map((row) => {
    const at = slotStart(query, row.slot);
    const model = pricedModel(row, at, history, prices);
    const tokens = {
      inputTokens: row.inputTokens,
      cacheReadTokens: row.cacheReadTokens,
      cacheWrite5mTokens: row.cacheWrite5mTokens + (ttl === "5m" ? row.cacheWriteUnknownTokens : 0),
      cacheWrite1hTokens: row.cacheWrite1hTokens + (ttl === "1h" ? row.cacheWriteUnknownTokens : 0),
      outputTokens: row.outputTokens,
    };
    return {
      ...tokens,
      invocations: row.invocations,
      errors: row.errors,
      unmetered: row.unmetered,
      ...priceOf(model, row, tokens, prices),
      assumedTtlTokens: row.cacheWriteUnknownTokens,
      dimensions: {
        ...attribution.owner(row.modelId, row.principal, at),
        model,
        day: row.day,
        region: row.region,
        principal: row.principal,
      },
    };
  });
}

function priceOf(
  model: string | null,
  row: UsageRow,
  tokens: Parameters<PriceTable["cost"]>[2],
  prices: PriceTable,
): Pick<AccountedUsage, "cost" | "priced" | "missingPrices"> {
  const found = model === null ? undefined : prices.find(model, row.day);
  if (found === undefined) return { cost: ZERO, priced: false, missingPrices: [] };
  const { cost, missing } = prices.cost(found, row.band, tokens);
  return { cost, priced: true, missingPrices: missing };
}

/** By calls, most first. Failed calls cost nothing, so they are not unpriced. */
function unpricedModels(accounted: readonly AccountedUsage[]): UnpricedModel[] {
  const unknown = accounted.filter(({ priced, invocations }) => !priced && invocations > 0);
  return groupRows(unknown, ["model"])
    .map(({ model = null, invocations, inputTokens, outputTokens }) => ({
      model,
      invocations,
      inputTokens,
      outputTokens,
    }))
    .toSorted((a, b) => b.invocations - a.invocations);
}
