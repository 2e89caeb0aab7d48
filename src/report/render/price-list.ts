import type { Config } from "../../config/schema.js";
import { type PriceRow, type Prices, cacheWritePrice, decimalText, priceRows } from "../prices.js";
import { add, afterDiscount, format, multiply, parseDecimal, whole } from "../money.js";

/** The five token classes, in the order prices are shown. */
export const PRICE_CLASSES = ["input", "output", "cacheRead", "cacheWrite5m", "cacheWrite1h"] as const;

type PriceClass = (typeof PRICE_CLASSES)[number];

/** A price row as calls are charged: overrides in place, discount off. */
export interface ListedPrice extends PriceRow {
  /** Classes whose price is the YAML's. */
  overridden: PriceClass[];
  /** Classes without a price of their own, and how theirs follows from another. */
  derived: PriceClass[];
}

type Pricing = Config["report"]["pricing"];

/** The rows in use, USD per million tokens. A model without a one-hour price has twice its price of input. */
export function listPrices({
  overrides,
  discountPercent,
}: Pick<Pricing, "overrides" | "discountPercent">): ListedPrice[] {
  const factor = afterDiscount(parseDecimal(decimalText(discountPercent)));
  const off = (price: number): number =>
    Number(format(multiply(parseDecimal(decimalText(price)), factor), 12));
  const charged = (prices: Prices): Prices => {
    const hour = cacheWritePrice(prices, "1h");
    const all = hour === undefined ? prices : { ...prices, cacheWrite1h: hour };
    return Object.fromEntries(
      PRICE_CLASSES.flatMap((name) => {
        const price = all[name];
        return price === undefined ? [] : [[name, off(price)]];
      }),
    ) as Prices;
  };
  return priceRows(overrides).map((row) => {
    const { id, longPromptAboveTokens, longPrompt, from, until } = row;
    const own = overrides[id] ?? {};
    return {
      id,
      ...charged(row),
      ...(longPrompt === undefined ? {} : { longPromptAboveTokens, longPrompt: charged(longPrompt) }),
      ...(from === undefined ? {} : { from }),
      ...(until === undefined ? {} : { until }),
      overridden: PRICE_CLASSES.filter((name) => own[name] !== undefined),
      derived: row.cacheWrite1h === undefined && row.input !== undefined ? ["cacheWrite1h"] : [],
    } as ListedPrice;
  });
}

/** At least two places: `5.00`, `0.1375`. */
export function priceText(price: number | undefined): string {
  if (price === undefined) return "-";
  const exact = parseDecimal(decimalText(price));
  return format(add(exact, whole(0)), Math.max(2, Math.min(exact.scale, 6)));
}
