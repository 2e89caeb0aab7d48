import { isWeekend } from "../forecast.js";
import { dollars } from "../numbers.js";
import { type Markup, markup } from "./markup.js";
import { type Series, total } from "./series.js";

const WIDTH = 960;
const HEIGHT = 250;
const PLOT = { left: 58, right: 8, top: 10, bottom: 24 };

/**
 * Bars of the days, stacked by series, with weekends shaded and days without a record marked below.
 * @param gaps days without any record
 */
export function stackedBars(
  series: readonly Series[],
  days: readonly string[],
  gaps: ReadonlySet<string>,
  label: string,
): Markup {
  const width = WIDTH - PLOT.left - PLOT.right;
  const height = HEIGHT - PLOT.top - PLOT.bottom;
  const floor = PLOT.top + height;
  const step = width / days.length;
  const ticks = ticksUpTo(
    Math.max(0, ...days.map((_day, i) => total(series.map(({ costs }) => costs[i] ?? 0)))),
  );
  const top = ticks.at(-1) ?? 1;
  const places = placesOf(ticks[1] ?? 1);
  const y = (cost: number) => floor - (cost / top) * height;
  const at = (i: number) => PLOT.left + i * step;
  const weekends = days.flatMap((day, i) =>
    isWeekend(Date.parse(day))
      ? markup`<rect class="weekend" x="${px(at(i))}" y="${PLOT.top}" width="${px(step)}" height="${height}"/>`
      : [],
  );
  const grid = ticks.map(
    (tick) =>
      markup`<line class="grid" x1="${PLOT.left}" x2="${WIDTH - PLOT.right}" y1="${px(y(tick))}" y2="${px(y(tick))}"/><text x="${PLOT.left - 8}" y="${px(y(tick) + 4)}" text-anchor="end">${tickText(tick, places)}</text>`,
  );
  const bars = days.map((day, i) => {
    let below = 0;
    return series.map(({ name, color, costs }) => {
      const cost = costs[i] ?? 0;
      if (cost <= 0) return markup``;
      const high = y(below + cost);
      const tall = y(below) - high;
      below += cost;
      return markup`<rect class="${color}" x="${px(at(i) + step * 0.12)}" y="${px(high)}" width="${px(step * 0.76)}" height="${px(tall)}"><title>${day} ${name}: ${money(cost)}</title></rect>`;
    });
  });
  const labels = days.map((day, i) => {
    const middle = at(i) + step / 2;
    const missing = gaps.has(day)
      ? markup`<circle class="nolog" cx="${px(middle)}" cy="${floor - 5}" r="3"><title>${day}: no records</title></circle>`
      : undefined;
    return markup`${missing}<text x="${px(middle)}" y="${HEIGHT - 6}" text-anchor="middle">${Number(day.slice(8))}</text>`;
  });
  return markup`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">${weekends}${grid}${bars}${labels}</svg>`;
}

/** What colour is whose. */
export function legend(series: readonly Series[]): Markup {
  const items = series.map(
    ({ name, color, costs }) =>
      markup`<span><svg width="11" height="11" aria-hidden="true"><rect class="${color}" width="11" height="11" rx="2"/></svg>${name} ${money(total(costs))}</span>`,
  );
  return markup`<div class="legend">${items}</div>`;
}

/** Small bars, one a day. */
export function sparkline(costs: readonly number[], label: string): Markup {
  const [width, height] = [124, 22];
  const top = Math.max(...costs, 0);
  const step = width / Math.max(1, costs.length);
  // One path for all bars: a page may hold hundreds of these.
  const bars = costs.flatMap((cost, i) => {
    if (cost <= 0 || top === 0) return [];
    const tall = px(Math.max(1, (cost / top) * height));
    const wide = px(step * 0.75);
    return `M${px(i * step)} ${height}v-${tall}h${wide}v${tall}z`;
  });
  return markup`<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}"><path class="spark" d="${bars.join("")}"/></svg>`;
}

/** A horizontal bar for a share of 0 to 1; more than that shows as too much. */
export function meter(share: number, label: string): Markup {
  const width = 120;
  const filled = Math.max(share > 0 ? 1 : 0, Math.min(1, share) * width);
  return markup`<svg width="${width}" height="8" role="img" aria-label="${label}"><rect class="track" width="${width}" height="8" rx="4"/><rect class="${share > 1 ? "over" : "meter"}" width="${px(filled)}" height="8" rx="4"/></svg>`;
}

/** 0 and up to five round figures, the last not below `most`. */
function ticksUpTo(most: number): number[] {
  if (most <= 0) return [0, 1];
  const rough = most / 4;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * size >= rough) ?? 10) * size;
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, i) => i * step);
}

/** Decimal places that all multiples of a step need: none, or cents and below. */
function placesOf(step: number): number {
  const exact = (places: number) => {
    const scaled = step * 10 ** places;
    return scaled > 0.5 && Math.abs(scaled - Math.round(scaled)) < 1e-6;
  };
  // Costs have six places, and a step is down to a quarter of one.
  return [0, 2, 3, 4, 5, 6, 7].find(exact) ?? 8;
}

function tickText(value: number, places: number): string {
  return `$${value.toLocaleString("en-US", { maximumFractionDigits: places, minimumFractionDigits: places })}`;
}

function money(cost: number): string {
  return dollars(cost.toFixed(6));
}

function px(value: number): string {
  return String(Math.round(value * 100) / 100);
}
