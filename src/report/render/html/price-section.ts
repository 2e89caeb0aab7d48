import { PRICE_CLASSES } from "../../built-in-prices.js";
import { chargedId } from "../../charged-id.js";
import type { Prices } from "../../prices.js";
import { type ListedPrice, listPrices, priceText } from "../price-list.js";
import { grouped } from "../numbers.js";
import { priceProvenance } from "../provenance.js";
import type { ReportView } from "../view.js";
import { type Markup, markup } from "./markup.js";

/** The prices this report was made with, and where they are from; models that were called only. */
export function priceSection(view: ReportView): Markup {
  const { pricing } = view.input.config.report;
  const all = listPrices(pricing);
  const known = new Set(all.map(({ id }) => id));
  const called = new Set(
    view
      .by("model", "region")
      .map(({ model, region = null }) => chargedId(model ?? "", region, (id) => known.has(id))),
  );
  const rows = all.filter(({ id }) => called.has(id));
  const { asOf, sources, unverified } = priceProvenance();
  const notes = [
    ...(pricing.discountPercent === 0
      ? []
      : [`Prices are after the discount of ${pricing.discountPercent} %.`]),
    ...(rows.some(({ overridden, overriddenLong = [] }) => overridden.length + overriddenLong.length > 0)
      ? ["* set in the configuration."]
      : []),
    ...(rows.some(({ derived, derivedLong = [] }) => derived.length + derivedLong.length > 0)
      ? ["~ no price known: twice the price of input is assumed."]
      : []),
    `Where the log does not tell, cache writes are taken for ${pricing.cacheWriteTtl} writes.`,
  ];
  return markup`<section class="long"><h2>Prices</h2><p class="muted">USD per million tokens. Built-in prices as of ${asOf}.</p><table><thead><tr><th>Model</th><th class="n">Input</th><th class="n">Output</th><th class="n">Cache read</th><th class="n">Write 5 m</th><th class="n">Write 1 h</th></tr></thead><tbody>${rows.map(priceRows)}</tbody></table>${notes.map((note) => markup`<p class="muted">${note}</p>`)}<details><summary>Sources and doubts</summary><ul>${[...sources, ...unverified.map((doubt) => `Not confirmed: ${doubt}`)].map((text) => markup`<li>${text}</li>`)}</ul></details></section>`;
}

function priceRows(row: ListedPrice): Markup {
  const { id, longPrompt, longPromptAboveTokens = 0, from, until } = row;
  const dates = [
    from === undefined ? "" : `from ${from}`,
    until === undefined ? "" : `before ${until}`,
  ].filter(Boolean);
  const cells = (prices: Prices, overridden: readonly string[], derived: readonly string[]) =>
    PRICE_CLASSES.map((name) => {
      const mark = overridden.includes(name) ? "*" : derived.includes(name) ? "~" : "";
      return markup`<td class="n">${mark}${priceText(prices[name])}</td>`;
    });
  const when = dates.length === 0 ? undefined : markup` <span class="muted">(${dates.join(", ")})</span>`;
  const long =
    longPrompt === undefined
      ? undefined
      : markup`<tr><td class="muted">↳ prompts above ${grouped(longPromptAboveTokens)} tokens</td>${cells(longPrompt, row.overriddenLong ?? [], row.derivedLong ?? [])}</tr>`;
  return markup`<tr><td class="who id">${id}${when}</td>${cells(row, row.overridden, row.derived)}</tr>${long}`;
}
