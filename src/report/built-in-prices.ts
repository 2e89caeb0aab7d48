import { templateText } from "../templates.js";
import { decimalText, format, multiply, parseDecimal } from "./money.js";
import type { PriceRow, Prices } from "./prices.js";

/** `templates/prices/claude.json`, whose `rule` says how ids and prices follow from it. */
interface PriceList {
  reach: Reach[];
  models: ListedModel[];
}

/** Where calls with a prefix may be served, and by what list prices are multiplied for it. */
interface Reach {
  /** `us.`; empty for an id without a prefix. */
  prefix: string;
  premium: number;
  flat: number;
}

/** List prices of one model. */
interface ListedModel extends Prices {
  /** Without a prefix. */
  id: string;
  premium: boolean;
  /** Prices that held before a day, `YYYY-MM-DD`. */
  dated?: ({ before: string } & Prices)[];
  longPromptAboveTokens?: number;
  longPrompt?: Prices;
  /** The first day a long prompt costs no more than others. */
  longPromptUntil?: string;
}

/** The five token classes, in the order prices are shown. */
export const PRICE_CLASSES = ["input", "output", "cacheRead", "cacheWrite5m", "cacheWrite1h"] as const;

/** More places than any list price times any factor has. */
const PLACES = 12;

let known: readonly PriceRow[] | undefined;

/** The built-in prices, every model with every prefix; rows of one id never overlap in time. */
export function builtInPrices(): readonly PriceRow[] {
  return (known ??= expanded());
}

function expanded(): PriceRow[] {
  const { reach, models } = JSON.parse(templateText("prices/claude.json")) as PriceList;
  return models.flatMap((model) => {
    const periods = periodsOf(model);
    return reach.flatMap(({ prefix, premium, flat }) =>
      periods.map((period) => reaching(period, prefix, model.premium ? premium : flat)),
    );
  });
}

/** The model's list prices from each day they changed on. */
function periodsOf(model: ListedModel): PriceRow[] {
  const { id, dated = [], longPromptAboveTokens, longPrompt, longPromptUntil } = model;
  const days = [
    ...dated.map(({ before }) => before),
    ...(longPromptUntil === undefined ? [] : [longPromptUntil]),
  ];
  const changes = [...new Set(days)].toSorted();
  return [...changes, undefined].map((until, i): PriceRow => {
    const from = changes[i - 1];
    const holds = (end: string): boolean => until !== undefined && until <= end;
    // Of several changes ahead the nearest says what holds until then.
    const former = dated
      .filter(({ before }) => holds(before))
      .toSorted((a, b) => (a.before < b.before ? 1 : -1));
    const long = longPrompt !== undefined && (longPromptUntil === undefined || holds(longPromptUntil));
    return {
      id,
      ...Object.assign(pricesOf(model), ...former.map((change) => pricesOf(change))),
      ...(long ? { longPromptAboveTokens, longPrompt: pricesOf(longPrompt) } : {}),
      ...(from === undefined ? {} : { from }),
      ...(until === undefined ? {} : { until }),
    } as PriceRow;
  });
}

function reaching(period: PriceRow, prefix: string, factor: number): PriceRow {
  const { id, longPrompt } = period;
  return {
    ...period,
    id: `${prefix}${id}`,
    ...pricesOf(period, factor),
    ...(longPrompt === undefined ? {} : { longPrompt: pricesOf(longPrompt, factor) }),
  };
}

/** The price of every class that has one, times a factor, exactly: 0.1 × 1.1 is 0.11. */
function pricesOf(from: Prices, factor = 1): Prices {
  const exact = parseDecimal(decimalText(factor));
  return Object.fromEntries(
    PRICE_CLASSES.flatMap((name) => {
      const price = from[name];
      if (price === undefined) return [];
      return [[name, Number(format(multiply(parseDecimal(decimalText(price)), exact), PLACES))]];
    }),
  ) as Prices;
}
