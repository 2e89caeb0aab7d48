import type { Config } from "../config/schema.js";
import { templateText } from "../templates.js";

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

/**
 * The built-in price table (`templates/prices/claude.json`, which names its sources and doubts) with the YAML's
 * `report.pricing.overrides`. An override replaces the classes it names on every day and for every prompt size; one
 * for an id that is not in the table adds it. Rows of one id never overlap in time.
 */
export function priceRows(overrides: Config["report"]["pricing"]["overrides"]): PriceRow[] {
  const { rows } = JSON.parse(templateText("prices/claude.json")) as { rows: PriceRow[] };
  const known = new Set(rows.map((row) => row.id));
  const added = Object.entries(overrides).filter(([id]) => !known.has(id));
  return [
    ...rows.map((row) => {
      const own = named(overrides[row.id] ?? {});
      const long = row.longPrompt === undefined ? {} : { longPrompt: { ...row.longPrompt, ...own } };
      return { ...row, ...own, ...long };
    }),
    ...added.map(([id, prices]) => ({ id, ...named(prices) })),
  ];
}

/** The price of a cache write of this lifetime. Where no one-hour price is known it is twice the price of input. */
export function cacheWritePrice(prices: Prices, ttl: "5m" | "1h"): number | undefined {
  if (ttl === "5m") return prices.cacheWrite5m;
  return prices.cacheWrite1h ?? (prices.input === undefined ? undefined : prices.input * 2);
}

/** A finite number of at least 0 in plain decimal notation, always with a decimal point: `0.0000001`, `15.0`. */
export function decimalText(value: number): string {
  const [mantissa = "0", exponent = "0"] = value.toString().split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const padded = digits.padStart(digits.length - Math.min(point - 1, 0), "0").padEnd(point, "0");
  const at = Math.max(point, 1);
  return `${padded.slice(0, at)}.${padded.slice(at) || "0"}`;
}

function named(prices: Prices): Prices {
  return Object.fromEntries(Object.entries(prices).filter(([, price]) => price !== undefined)) as Prices;
}
