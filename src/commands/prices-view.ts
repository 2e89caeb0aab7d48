import { splitModelId } from "../config/model-id.js";
import type { Prices } from "../report/prices.js";
import { type ListedPrice, PRICE_CLASSES, priceText } from "../report/render/price-list.js";
import type { Provenance } from "../report/render/provenance.js";
import type { Style } from "../ui/style.js";

const WIDTHS = [8, 8, 11, 9, 9];
const HEADINGS = ["INPUT", "OUTPUT", "CACHE READ", "WRITE 5M", "WRITE 1H"];

interface View {
  rows: readonly ListedPrice[];
  provenance: Provenance;
  discountPercent: number;
  paint: Style;
  columns: number;
}

/** Price rows for people, model by model; ids that cost the same share a line. */
export function renderPrices({ rows, provenance, discountPercent, paint, columns }: View): string {
  const models = [...new Set(rows.map(({ id }) => splitModelId(id).model))];
  const blocks = models.map((model) => {
    const lines = linesOf(rows.filter(({ id }) => splitModelId(id).model === model));
    return `${paint("bold", model)}\n${lines.map((text) => `${text}\n`).join("")}`;
  });
  const heading = paint("dim", line("USD PER MILLION TOKENS", HEADINGS));
  const notes = [
    ...(rows.some(({ overridden }) => overridden.length > 0)
      ? ["* set by report.pricing.overrides in the YAML"]
      : []),
    ...(rows.some(({ derived }) => derived.length > 0)
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
  const width = Math.max(40, columns);
  return `${heading}\n${blocks.join("")}\n${notes.map((note) => `${wrapped(note, width)}\n`).join("")}`;
}

function linesOf(rows: readonly ListedPrice[]): string[] {
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
    line(`  ${prefixes.join(" ")}`, cells(row, row)),
    ...(row.longPrompt === undefined
      ? []
      : [
          line(
            `    prompt > ${row.longPromptAboveTokens?.toLocaleString("en-US")}`,
            cells(row.longPrompt, row),
          ),
        ]),
    ...dates(row),
  ]);
}

function cells(prices: Prices, { overridden, derived }: ListedPrice): string[] {
  return PRICE_CLASSES.map((name) => {
    const mark = overridden.includes(name) ? "*" : derived.includes(name) ? "~" : "";
    return `${mark}${priceText(prices[name])}`;
  });
}

function dates({ from, until }: ListedPrice): string[] {
  if (from === undefined && until === undefined) return [];
  const parts = [
    from === undefined ? [] : [`from ${from}`],
    until === undefined ? [] : [`until before ${until}`],
  ];
  return [`    ${parts.flat().join(", ")} (UTC)`];
}

/** 79 columns: a label, then five prices. */
function line(label: string, prices: readonly string[]): string {
  return `${label.padEnd(34)}${prices.map((price, i) => price.padStart(WIDTHS[i] ?? 0)).join("")}`;
}

function wrapped(text: string, width: number): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last !== "" && last.length + word.length + 1 > width)
      lines.push(text.startsWith("- ") ? `  ${word}` : word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines.join("\n");
}
