import { templateText } from "../templates.js";
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

let list: PriceList | undefined;
let rows: readonly PriceRow[] | undefined;

/** The built-in prices, every model with every prefix; rows of one id never overlap in time. */
export function builtInPrices(): readonly PriceRow[] {
  return (rows ??= expanded());
}

/** What is known of an id without working out its prices; undefined when it has none. */
export function builtInModel(id: string): { hasLongPrompt: boolean } | undefined {
  const { reach, models } = priceList();
  const model = models.find(({ id: base }) => id.endsWith(base));
  if (model === undefined || !reach.some(({ prefix }) => prefix + model.id === id)) return undefined;
  return { hasLongPrompt: model.longPrompt !== undefined };
}

function priceList(): PriceList {
  return (list ??= JSON.parse(templateText("prices/claude.json")) as PriceList);
}

function expanded(): PriceRow[] {
  const { reach, models } = priceList();
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

/** The price of every class that has one, times a factor. */
function pricesOf(from: Prices, factor = 1): Prices {
  return Object.fromEntries(
    PRICE_CLASSES.flatMap((name) => {
      const price = from[name];
      return price === undefined ? [] : [[name, times(price, factor)]];
    }),
  ) as Prices;
}

/** Exactly, 0.1 × 1.1 being 0.11: a quotient of two integers is the number nearest to it, which is how decimals are read. */
function times(price: number, factor: number): number {
  return (Math.round(price * 1e6) * Math.round(factor * 1e3)) / 1e9;
}
