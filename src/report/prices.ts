import type { Config } from "../config/schema.js";
import { PRICE_CLASSES, builtInPrices } from "./built-in-prices.js";

/** Prices of one request size in USD per million tokens, by token class; what is missing is not known. */
export interface Prices {
  input?: number;
  output?: number;
  cacheRead?: number;
  cacheWrite5m?: number;
  cacheWrite1h?: number;
}

/** Prices of one model id while they hold. */
export interface PriceRow extends Prices {
  /** Prefix included, matched exactly: `us.anthropic.claude-opus-4-6-v1`. */
  id: string;
  /** A prompt of more tokens than this (input, cache read and cache write together) has the prices of `longPrompt`. */
  longPromptAboveTokens?: number;
  longPrompt?: Prices;
  /** First day, UTC, `YYYY-MM-DD`. */
  from?: string;
  /** First day it no longer holds, UTC, `YYYY-MM-DD`. */
  until?: string;
}

type Overrides = Config["report"]["pricing"]["overrides"];

/**
 * The built-in prices with the YAML's `report.pricing.overrides`. An override replaces the prices it names, on every
 * day, and no other: those of long prompts are named under `longPrompt`. One for an id that has no built-in price adds
 * it. Rows of one id never overlap in time.
 */
export function priceRows(overrides: Overrides): PriceRow[] {
  const rows = builtInPrices();
  const known = new Set(rows.map((row) => row.id));
  const added = Object.keys(overrides).filter((id) => !known.has(id));
  return [...rows, ...added.map((id) => ({ id }))].map((row) => overridden(row, overrides[row.id] ?? {}));
}

function overridden(row: PriceRow, own: Overrides[string]): PriceRow {
  const standard = { ...row, ...pricesOf(own) };
  const above = own.longPromptAboveTokens ?? row.longPromptAboveTokens;
  // A size alone makes no price, and prices without a size hold for no prompt.
  if (above === undefined || (row.longPrompt ?? own.longPrompt) === undefined) return standard;
  // Where long prompts had no prices of their own, the classes that the override leaves out cost what they always do.
  const longPrompt = { ...(row.longPrompt ?? pricesOf(standard)), ...pricesOf(own.longPrompt ?? {}) };
  return { ...standard, longPromptAboveTokens: above, longPrompt };
}

/** The price of a cache write of this lifetime. Where no one-hour price is known it is twice the price of input. */
export function cacheWritePrice(prices: Prices, ttl: "5m" | "1h"): number | undefined {
  if (ttl === "5m") return prices.cacheWrite5m;
  return prices.cacheWrite1h ?? (prices.input === undefined ? undefined : prices.input * 2);
}

function pricesOf(from: Prices): Prices {
  return Object.fromEntries(
    PRICE_CLASSES.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])),
  ) as Prices;
}
