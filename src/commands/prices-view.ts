import { splitModelId } from "../config/model-id.js";
import { PRICE_CLASSES } from "../report/built-in-prices.js";
import type { Prices } from "../report/prices.js";
import { type ListedPrice, priceText } from "../report/render/price-list.js";
import type { Provenance } from "../report/render/provenance.js";
import type { Style } from "../ui/style.js";
import { wrap } from "../ui/wrap.js";

const HEADINGS = ["INPUT", "OUTPUT", "CACHE READ", "WRITE 5M", "WRITE 1H"];
const TITLE = "USD PER MILLION TOKENS";
/** Columns between two prices. */
const GAP = 2;
/** Columns that a label takes at least beside its prices; in less room prices are listed below it. */
const LABEL_LEAST = TITLE.length;
const LABEL_MOST = 46;
/** A narrower terminal breaks these lines itself. */
const NARROWEST = 20;

interface View {
  rows: readonly ListedPrice[];
  provenance: Provenance;
  discountPercent: number;
  paint: Style;
  columns: number;
}

/** Prices beside or below what has them; without prices, a remark on the line before. */
interface Entry {
  indent: string;
  label: string;
  prices: string[];
}

/** Price rows for people, model by model; ids that cost the same share a line. */
export function renderPrices({ rows, provenance, discountPercent, paint, columns }: View): string {
  const width = Math.max(NARROWEST, columns);
  const models = [...new Set(rows.map(({ id }) => splitModelId(id).model))].map((model) => ({
    model,
    entries: entriesOf(rows.filter(({ id }) => splitModelId(id).model === model)),
  }));
  const lines = linesFor(
    models.flatMap(({ entries }) => entries),
    width,
  );
  const blocks = models.flatMap(({ model, entries }) => [
    ...wrap(model, width).map((text) => paint("bold", text)),
    ...entries.flatMap(lines),
  ]);
  const heading = lines({ indent: "", label: TITLE, prices: HEADINGS }).slice(0, 1);
  const notes = notesOn(rows, provenance, discountPercent).flatMap((note) =>
    wrap(note, width, note.startsWith("- ") ? "  " : ""),
  );
  return [...heading.map((text) => paint("dim", text)), ...blocks, "", ...notes, ""].join("\n");
}

function notesOn(rows: readonly ListedPrice[], provenance: Provenance, discountPercent: number): string[] {
  const has = (marked: (row: ListedPrice) => readonly unknown[]) =>
    rows.some((row) => marked(row).length > 0);
  return [
    ...(has(({ overridden }) => overridden) || has(({ overriddenLong = [] }) => overriddenLong)
      ? ["* set by report.pricing.overrides in the YAML"]
      : []),
    ...(has(({ derived, derivedLong = [] }) => [...derived, ...derivedLong])
      ? ["~ no price known: twice the price of input is assumed"]
      : []),
    ...(discountPercent === 0
      ? []
      : [`After the discount of ${discountPercent} % (report.pricing.discountPercent).`]),
    `Built-in prices as of ${provenance.asOf}. Sources:`,
    ...provenance.sources.map((source) => `- ${source}`),
    "Not confirmed:",
    ...provenance.unverified.map((doubt) => `- ${doubt}`),
  ];
}

function entriesOf(rows: readonly ListedPrice[]): Entry[] {
  const alike = new Map<string, { prefixes: string[]; row: ListedPrice }>();
  for (const row of rows) {
    const { id, ...rest } = row;
    const prefix = splitModelId(id).geography;
    const key = JSON.stringify(rest);
    const known = alike.get(key) ?? { prefixes: [], row };
    known.prefixes.push(prefix === undefined ? "in-region" : `${prefix}.`);
    alike.set(key, known);
  }
  return [...alike.values()].flatMap(({ prefixes, row }) => [
    { indent: "  ", label: prefixes.join(" "), prices: cells(row, row.overridden, row.derived) },
    ...(row.longPrompt === undefined
      ? []
      : [
          {
            indent: "    ",
            label: `prompt > ${row.longPromptAboveTokens?.toLocaleString("en-US")}`,
            prices: cells(row.longPrompt, row.overriddenLong ?? [], row.derivedLong ?? []),
          },
        ]),
    ...dates(row),
  ]);
}

function cells(prices: Prices, overridden: readonly string[], derived: readonly string[]): string[] {
  return PRICE_CLASSES.map((name) => {
    const mark = overridden.includes(name) ? "*" : derived.includes(name) ? "~" : "";
    return `${mark}${priceText(prices[name])}`;
  });
}

function dates({ from, until }: ListedPrice): Entry[] {
  if (from === undefined && until === undefined) return [];
  const parts = [
    from === undefined ? [] : [`from ${from}`],
    until === undefined ? [] : [`until before ${until}`],
  ];
  return [{ indent: "    ", label: `${parts.flat().join(", ")} (UTC)`, prices: [] }];
}

/** How entries become lines: a table where there is room for one, else a label and below it what costs what. */
function linesFor(entries: readonly Entry[], width: number): (entry: Entry) => string[] {
  const widths = HEADINGS.map(
    (heading, i) => GAP + Math.max(heading.length, ...entries.map(({ prices }) => prices[i]?.length ?? 0)),
  );
  const room = width - widths.reduce((sum, one) => sum + one, 0);
  if (room < LABEL_LEAST) return (entry) => listed(entry, width);
  const label = Math.min(room, LABEL_MOST);
  return ({ indent, label: text, prices }) => {
    const [first = "", ...more] = indented(text, prices.length === 0 ? width : label, indent);
    const row = prices.map((price, i) => price.padStart(widths[i] ?? 0)).join("");
    return [row === "" ? first : first.padEnd(label) + row, ...more];
  };
}

function listed({ indent, label, prices }: Entry, width: number): string[] {
  const below = `${indent}  `;
  const named = prices.map((price, i) => `${HEADINGS[i]?.toLowerCase()} ${price}`).join(", ");
  return [...indented(label, width, indent), ...(named === "" ? [] : indented(named, width, below))];
}

function indented(text: string, width: number, indent: string): string[] {
  return wrap(text, width - indent.length).map((line) => indent + line);
}
