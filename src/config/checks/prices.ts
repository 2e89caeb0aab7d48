import { builtInModel } from "../../report/built-in-prices.js";
import { chargedId } from "../../report/charged-id.js";
import { MODEL_ID } from "../model-id.js";
import type { Config } from "../schema.js";
import { doubtful, type Finding } from "./finding.js";

/** Models whose calls a report could only show at no cost. */
export function* priceFindings(config: Config): Iterable<Finding> {
  const { overrides } = config.report.pricing;
  const isPriced = (id: string): boolean => builtInModel(id) !== undefined || Object.hasOwn(overrides, id);
  for (const [alias, { copyFrom }] of Object.entries(config.models)) {
    const id = copyFrom.slice(copyFrom.lastIndexOf("/") + 1);
    if (!MODEL_ID.test(id) || isPriced(chargedId(id, config.region, isPriced))) continue;
    yield doubtful(
      ["models", alias, "copyFrom"],
      `no price is known for \`${id}\`, so reports would show its calls at no cost; add it to report.pricing.overrides`,
    );
  }
}
