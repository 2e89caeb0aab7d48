import type { RegisterHistory } from "./history.js";
import { lastPart } from "./last-part.js";
import type { PriceTable } from "./price-table.js";
import type { UsageClass } from "./usage.js";

/** What an id of a model may end in, where a response names it without. */
const ENDINGS = ["", "-v1", "-v1:0"];

/** Whether a logged model id is the ARN of an application inference profile, which does not tell the model. */
export function isApplicationProfile(modelId: string): boolean {
  return modelId.includes(":application-inference-profile/");
}

/**
 * The id a call is priced by, prefix included, whether the price table has it or not: what its profile was copied
 * from, else the model its response names, else the logged id itself; null when nothing was logged.
 * @param at milliseconds since 1970 UTC
 */
export function pricedModel(
  call: Pick<UsageClass, "modelId" | "bodyModel" | "day">,
  at: number,
  history: RegisterHistory,
  prices: PriceTable,
): string | null {
  const { modelId, bodyModel, day } = call;
  if (modelId === null) return null;
  const source = history.profile(modelId, at)?.source;
  if (typeof source === "string" && source !== "") return lastPart(source);
  if (bodyModel === null || !isApplicationProfile(modelId)) return lastPart(modelId);
  const id = `anthropic.${bodyModel}`;
  return ENDINGS.map((ending) => id + ending).find((known) => prices.has(known, day)) ?? id;
}
