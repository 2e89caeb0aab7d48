import type { Config } from "../config/schema.js";
import type { RegisterLine } from "../register/register.js";
import { RegisterHistory } from "./history.js";
import { PriceTable } from "./price-table.js";
import { priceRows } from "./prices.js";
import { dayOf, monthBounds } from "./timestamp.js";
import type { EngineQuery } from "./usage.js";

const DAY = 86_400_000;

/** The price table of a configuration. */
export function priceTable(config: Config): PriceTable {
  const { overrides, discountPercent } = config.report.pricing;
  return new PriceTable(priceRows(overrides), discountPercent);
}

/**
 * What an engine must look at and tell apart for the report of a month.
 * @param month `YYYY-MM`
 * @param metadataKeys keys of the request metadata that the report is split by
 */
export function engineQuery(
  config: Config,
  month: string,
  register: readonly RegisterLine[],
  metadataKeys: readonly string[] = [],
): EngineQuery {
  const { start, end } = monthBounds(month);
  const { metadataKey } = config.attribution;
  return {
    month,
    firstFolder: dayOf(start - DAY),
    lastFolder: dayOf(end),
    start,
    end,
    thresholds: priceTable(config).thresholds,
    slots: new RegisterHistory(register).changes(start, end),
    metadataKeys: [...new Set([...(metadataKey === null ? [] : [metadataKey]), ...metadataKeys])],
  };
}
