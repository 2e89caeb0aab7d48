import { type Decimal, ZERO, add, afterDiscount, multiply, parseDecimal, whole } from "./money.js";
import { type PriceRow, type Prices, decimalText } from "./prices.js";

/** Tokens of one class of calls, by what they cost. */
export interface PricedTokens {
  inputTokens: number;
  cacheReadTokens: number;
  cacheWrite5mTokens: number;
  cacheWrite1hTokens: number;
  outputTokens: number;
}

/** A token class, under its name in the price table. */
type PriceClass = keyof Prices;

/** Which price a count of tokens has. */
const CLASSES: [keyof PricedTokens, PriceClass][] = [
  ["inputTokens", "input"],
  ["cacheReadTokens", "cacheRead"],
  ["cacheWrite5mTokens", "cacheWrite5m"],
  ["cacheWrite1hTokens", "cacheWrite1h"],
  ["outputTokens", "output"],
];

/** Token prices, exactly; USD per million tokens. */
type ExactPrices = Partial<Record<PriceClass, Decimal>>;

interface ExactRow {
  from: string;
  until: string;
  prices: ExactPrices;
  /** Number of thresholds a prompt must exceed for `longPrompt`. */
  longFromBand: number;
  longPrompt: ExactPrices;
}

const PER_MILLION: Decimal = { digits: 1n, scale: 6 };

/** The price table, ready to price usage exactly. */
export class PriceTable {
  /** Prompt sizes, in tokens, above which some model costs more; ascending, each once. */
  readonly thresholds: readonly number[];
  private readonly rows = new Map<string, ExactRow[]>();
  private readonly factor: Decimal;

  /** @param discountPercent off every price, 0 to 100 */
  constructor(rows: readonly PriceRow[], discountPercent: number) {
    const above = rows.flatMap(({ longPromptAboveTokens }) => longPromptAboveTokens ?? []);
    this.thresholds = [...new Set(above)].toSorted((a, b) => a - b);
    for (const row of rows) this.rows.set(row.id, [...(this.rows.get(row.id) ?? []), this.exact(row)]);
    this.factor = multiply(afterDiscount(parseDecimal(decimalText(discountPercent))), PER_MILLION);
  }

  /** The prices of an id, matched exactly, on a day `YYYY-MM-DD`; undefined when it has none. */
  find(id: string, day: string): ExactRow | undefined {
    return this.rows.get(id)?.find(({ from, until }) => from <= day && day < until);
  }

  /**
   * What tokens cost, in USD, discount included.
   * @param band how many of the thresholds each call's prompt exceeds
   * @returns also the classes of tokens that the row has no price for; they cost nothing
   */
  cost(row: ExactRow, band: number, tokens: PricedTokens): { cost: Decimal; missing: PriceClass[] } {
    const prices = band >= row.longFromBand ? row.longPrompt : row.prices;
    let sum = ZERO;
    const missing: PriceClass[] = [];
    for (const [count, priceClass] of CLASSES) {
      if (tokens[count] === 0) continue;
      const price = prices[priceClass];
      if (price === undefined) missing.push(priceClass);
      else sum = add(sum, multiply(whole(tokens[count]), price));
    }
    return { cost: multiply(sum, this.factor), missing };
  }

  private exact(row: PriceRow): ExactRow {
    const above = row.longPrompt === undefined ? undefined : row.longPromptAboveTokens;
    return {
      from: row.from ?? "",
      until: row.until ?? "~",
      prices: exactPrices(row),
      longFromBand: above === undefined ? Infinity : this.thresholds.indexOf(above) + 1,
      longPrompt: exactPrices(row.longPrompt ?? {}),
    };
  }
}

/** Where no one-hour price is known, it is twice the price of input. */
function exactPrices(prices: Prices): ExactPrices {
  const known = CLASSES.flatMap(([, name]) => {
    const price = prices[name];
    return price === undefined ? [] : [[name, parseDecimal(decimalText(price))] as const];
  });
  const exact: ExactPrices = Object.fromEntries(known);
  if (exact.cacheWrite1h === undefined && exact.input !== undefined)
    exact.cacheWrite1h = multiply(whole(2), exact.input);
  return exact;
}
