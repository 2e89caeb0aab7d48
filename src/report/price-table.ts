import { type Decimal, afterDiscount, atScale, decimalText, multiply, parseDecimal, whole } from "./money.js";
import type { PriceRow, Prices } from "./prices.js";

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

/** Token prices, exactly, discount included. */
export interface TokenPrices {
  /** Of `perToken`. */
  scale: number;
  /** USD per token × 10^`scale`. */
  perToken: Partial<Record<PriceClass, bigint>>;
}

interface ExactRow {
  from: string;
  until: string;
  prices: TokenPrices;
  /** Number of thresholds a prompt must exceed for `longPrompt`. */
  longFromBand: number;
  longPrompt: TokenPrices;
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
    this.factor = multiply(afterDiscount(parseDecimal(decimalText(discountPercent))), PER_MILLION);
    for (const row of rows) this.rows.set(row.id, [...(this.rows.get(row.id) ?? []), this.exact(row)]);
  }

  /** Whether there are prices of an id, matched exactly, on a day `YYYY-MM-DD`. */
  has(id: string, day: string): boolean {
    return this.row(id, day) !== undefined;
  }

  /**
   * The prices of an id on a day; undefined when it has none. Calls that cost the same get the same object.
   * @param band how many of the thresholds each call's prompt exceeds
   */
  find(id: string, day: string, band: number): TokenPrices | undefined {
    const row = this.row(id, day);
    return row !== undefined && band >= row.longFromBand ? row.longPrompt : row?.prices;
  }

  private row(id: string, day: string): ExactRow | undefined {
    return this.rows.get(id)?.find(({ from, until }) => from <= day && day < until);
  }

  private exact(row: PriceRow): ExactRow {
    const above = row.longPrompt === undefined ? undefined : row.longPromptAboveTokens;
    return {
      from: row.from ?? "",
      until: row.until ?? "~",
      prices: tokenPrices(row, this.factor),
      longFromBand: above === undefined ? Infinity : this.thresholds.indexOf(above) + 1,
      longPrompt: tokenPrices(row.longPrompt ?? {}, this.factor),
    };
  }
}

/** What tokens cost, in USD. Tokens of a class without a price cost nothing. */
export function costOf({ scale, perToken }: TokenPrices, tokens: PricedTokens): Decimal {
  let digits = 0n;
  for (const [count, priceClass] of CLASSES) {
    const price = perToken[priceClass];
    if (tokens[count] !== 0 && price !== undefined) digits += BigInt(tokens[count]) * price;
  }
  return { digits, scale };
}

/** The classes of tokens that have no price. */
export function missingPrices({ perToken }: TokenPrices, tokens: PricedTokens): PriceClass[] {
  return CLASSES.flatMap(([count, name]) =>
    tokens[count] !== 0 && perToken[name] === undefined ? [name] : [],
  );
}

/** Where no one-hour price is known, it is twice the price of input. */
function tokenPrices(prices: Prices, factor: Decimal): TokenPrices {
  const exact: Partial<Record<PriceClass, Decimal>> = {};
  for (const [, name] of CLASSES) {
    const price = prices[name];
    if (price !== undefined) exact[name] = multiply(parseDecimal(decimalText(price)), factor);
  }
  if (exact.cacheWrite1h === undefined && exact.input !== undefined)
    exact.cacheWrite1h = multiply(whole(2), exact.input);
  const known = Object.entries(exact);
  const scale = Math.max(0, ...known.map(([, price]) => price.scale));
  return { scale, perToken: Object.fromEntries(known.map(([name, price]) => [name, atScale(price, scale)])) };
}
