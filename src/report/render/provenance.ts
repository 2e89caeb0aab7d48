import { templateText } from "../../templates.js";

/** Where the built-in prices are from, as the table itself says. */
export interface Provenance {
  /** Day the table was compiled, `YYYY-MM-DD`. */
  asOf: string;
  unit: string;
  rule: string;
  sources: string[];
  /** What nobody has confirmed yet. */
  unverified: string[];
}

/** The head of `templates/prices/claude.json`. */
export function priceProvenance(): Provenance {
  const { asOf, unit, rule, sources, unverified } = JSON.parse(
    templateText("prices/claude.json"),
  ) as Provenance;
  return { asOf, unit, rule, sources, unverified };
}
