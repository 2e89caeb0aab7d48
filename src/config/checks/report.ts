import { builtInModel } from "../../report/built-in-prices.js";
import { quote } from "../messages.js";
import { MODEL_ID } from "../model-id.js";
import type { Path } from "../problem.js";
import type { Config } from "../schema.js";
import { doubtful, wrong, type Finding } from "./finding.js";

type Override = Config["report"]["pricing"]["overrides"][string];

/** Prices for ids that no call will ever be logged under, and overrides that say nothing. */
export function* reportFindings({ report, region }: Config): Iterable<Finding> {
  for (const [id, prices] of Object.entries(report.pricing.overrides)) {
    const path = ["report", "pricing", "overrides", id];
    if (!MODEL_ID.test(id)) {
      yield doubtful(
        path,
        `${quote(id)} does not look like a model id (anthropic.claude-…), so no call will match it`,
        "key",
      );
    }
    if (namesNothing(prices)) yield doubtful(path, "the override names no price", "key");
    yield* longPromptFindings(path, id, prices);
    if (region.startsWith("us-gov-") && builtInModel(`us-gov.${id}`) !== undefined) {
      yield doubtful(
        path,
        `calls in ${region} cost what \`us-gov.${id}\` costs, so this changes nothing; name that id instead`,
        "key",
      );
    }
  }
}

function namesNothing({ longPrompt = {}, ...prices }: Override): boolean {
  return [...Object.values(prices), ...Object.values(longPrompt)].every((price) => price === undefined);
}

/** Prices of long prompts need a size from which on they hold, and a size needs prices. */
function* longPromptFindings(path: Path, id: string, prices: Override): Iterable<Finding> {
  const { longPrompt, longPromptAboveTokens } = prices;
  if (builtInModel(id)?.hasLongPrompt === true) return;
  if (longPrompt !== undefined && longPromptAboveTokens === undefined) {
    yield wrong(
      [...path, "longPromptAboveTokens"],
      `missing: long prompts of \`${id}\` have no prices of their own so far, so say above how many tokens these hold`,
      "key",
    );
  } else if (longPrompt === undefined && longPromptAboveTokens !== undefined) {
    yield wrong(
      [...path, "longPrompt"],
      `missing: long prompts of \`${id}\` have no prices of their own so far`,
      "key",
    );
  }
}
