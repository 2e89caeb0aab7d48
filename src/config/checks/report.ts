import { quote } from "../messages.js";
import { MODEL_ID } from "../model-id.js";
import type { Config } from "../schema.js";
import { doubtful, type Finding } from "./finding.js";

/** Prices for ids that no call will ever be logged under, and overrides that say nothing. */
export function* reportFindings({ report }: Config): Iterable<Finding> {
  for (const [id, prices] of Object.entries(report.pricing.overrides)) {
    const path = ["report", "pricing", "overrides", id];
    if (!MODEL_ID.test(id)) {
      yield doubtful(
        path,
        `${quote(id)} does not look like a model id (anthropic.claude-…), so no call will match it`,
        "key",
      );
    }
    if (Object.keys(prices).length === 0) yield doubtful(path, "the override names no price", "key");
  }
}
