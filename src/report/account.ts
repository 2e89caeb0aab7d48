import type { Config } from "../config/schema.js";
import type { RegisterLine } from "../register/register.js";
import type { PricedUsage } from "./aggregate.js";
import { Attribution } from "./attribute.js";
import { chargedId } from "./charged-id.js";
import { RegisterHistory } from "./history.js";
import { pricedModel } from "./model.js";
import { ZERO } from "./money.js";
import { type TokenPrices, costOf } from "./price-table.js";
import { engineQuery, priceTable } from "./query.js";
import { type UsageResult, slotStart } from "./usage.js";

/** What prices and owners of a month's usage follow from. */
export interface AccountInput {
  config: Config;
  /** `YYYY-MM`. */
  month: string;
  /** Lines of the profile register, in the order of the file. */
  register: readonly RegisterLine[];
  usage: UsageResult;
}

/** A class of calls with its price and owner. */
export interface AccountedUsage extends PricedUsage {
  /** What its tokens cost; undefined when the model is not in the price table. */
  prices: TokenPrices | undefined;
  /** Cache writes of unknown lifetime, in tokens. */
  assumedTtlTokens: number;
}

/** Prices and attributes what an engine found, class by class. */
export function accountFor({ config, month, register, usage }: AccountInput): AccountedUsage[] {
  const query = engineQuery(config, month, register);
  const table = priceTable(config);
  const history = new RegisterHistory(register);
  const attribution = new Attribution(config, history, register);
  const hour = config.report.pricing.cacheWriteTtl === "1h";
  return usage.rows.map((row) => {
    const at = slotStart(query, row.slot);
    const model = pricedModel(row, at, history, table);
    const prices =
      model === null
        ? undefined
        : table.find(
            chargedId(model, row.region, (id) => table.has(id, row.day)),
            row.day,
            row.band,
          );
    const { developer, team, project, costCenter } = attribution.owner(row.modelId, row.principal, at);
    const { day, region, principal, cacheWriteUnknownTokens } = row;
    const item: AccountedUsage = {
      dimensions: { developer, team, project, costCenter, model, day, region, principal },
      invocations: row.invocations,
      errors: row.errors,
      unmetered: row.unmetered,
      inputTokens: row.inputTokens,
      cacheReadTokens: row.cacheReadTokens,
      cacheWrite5mTokens: row.cacheWrite5mTokens + (hour ? 0 : cacheWriteUnknownTokens),
      cacheWrite1hTokens: row.cacheWrite1hTokens + (hour ? cacheWriteUnknownTokens : 0),
      outputTokens: row.outputTokens,
      cost: ZERO,
      prices,
      assumedTtlTokens: cacheWriteUnknownTokens,
    };
    if (prices !== undefined) item.cost = costOf(prices, item);
    return item;
  });
}
