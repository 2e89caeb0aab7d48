import type { Config } from "../../config/schema.js";
import { type PriceRow, type Prices, cacheWritePrice, priceRows } from "../prices.js";
import { PRICE_CLASSES } from "../built-in-prices.js";
import { add, afterDiscount, decimalText, format, multiply, parseDecimal, whole } from "../money.js";

type PriceClass = (typeof PRICE_CLASSES)[number];

/** A price row as calls are charged: overrides in place, discount off. */
export interface ListedPrice extends PriceRow {
  /** Classes whose price is the YAML's. */
  overridden: PriceClass[];
  /** Classes without a price of their own, whose price follows from another's. */
  derived: PriceClass[];
  /** The same of long prompts. */
  overriddenLong?: PriceClass[];
  derivedLong?: PriceClass[];
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
      ...(longPrompt === undefined
        ? {}
        : {
            ...{ longPromptAboveTokens, longPrompt: charged(longPrompt) },
            ...{ overriddenLong: named(own.longPrompt ?? {}), derivedLong: derivedOf(longPrompt) },
          }),
      ...(from === undefined ? {} : { from }),
      ...(until === undefined ? {} : { until }),
      overridden: named(own),
      derived: derivedOf(row),
    } as ListedPrice;
  });
}

function named(prices: Prices): PriceClass[] {
  return PRICE_CLASSES.filter((name) => prices[name] !== undefined);
}

function derivedOf({ input, cacheWrite1h }: Prices): PriceClass[] {
  return cacheWrite1h === undefined && input !== undefined ? ["cacheWrite1h"] : [];
}

/** At least two places: `5.00`, `0.1375`. */
export function priceText(price: number | undefined): string {
  if (price === undefined) return "-";
  const exact = parseDecimal(decimalText(price));
  return format(add(exact, whole(0)), Math.max(2, Math.min(exact.scale, 6)));
}
