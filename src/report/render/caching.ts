import type { AccountedUsage } from "../account.js";
import { ZERO, add, format } from "../money.js";
import { type PricedTokens, type TokenPrices, costOf } from "../price-table.js";

type TokenColumn = keyof PricedTokens;

/** A month's tokens by what they cost: as many entries as there are prices in use. */
export type TokensByPrice = ReadonlyMap<TokenPrices, PricedTokens>;

const NONE: PricedTokens = {
  ...{ inputTokens: 0, cacheReadTokens: 0, cacheWrite5mTokens: 0, cacheWrite1hTokens: 0, outputTokens: 0 },
};

/** Adds up tokens that cost the same; those of models without a price are left out. */
export function tokensByPrice(accounted: readonly AccountedUsage[]): TokensByPrice {
  const all = new Map<TokenPrices, PricedTokens>();
  for (const item of accounted) {
    if (item.prices === undefined) continue;
    let sums = all.get(item.prices);
    if (sums === undefined) all.set(item.prices, (sums = { ...NONE }));
    sums.inputTokens += item.inputTokens;
    sums.cacheReadTokens += item.cacheReadTokens;
    sums.cacheWrite5mTokens += item.cacheWrite5mTokens;
    sums.cacheWrite1hTokens += item.cacheWrite1hTokens;
    sums.outputTokens += item.outputTokens;
  }
  return all;
}

/** What the same calls would cost if there were no prompt cache: what was read from it or written to it is plain input. */
export function costWithoutCache(tokens: TokensByPrice): string {
  return total(tokens, (sums) => ({
    ...NONE,
    inputTokens: sums.inputTokens + sums.cacheReadTokens + sums.cacheWrite5mTokens + sums.cacheWrite1hTokens,
    outputTokens: sums.outputTokens,
  }));
}

/** What the tokens of one class cost; each call keeps its prices, those of a long prompt included. */
export function costOfClass(tokens: TokensByPrice, column: TokenColumn): string {
  return total(tokens, (sums) => ({ ...NONE, [column]: sums[column] }));
}

/** USD, six places. */
function total(tokens: TokensByPrice, counted: (sums: PricedTokens) => PricedTokens): string {
  const costs = [...tokens].map(([prices, sums]) => costOf(prices, counted(sums)));
  return format(costs.reduce(add, ZERO), 6);
}
