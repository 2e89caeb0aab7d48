import { splitModelId } from "../config/model-id.js";
import type { RegisterHistory } from "./history.js";
import { lastPart } from "./last-part.js";
import type { PriceTable } from "./price-table.js";
import type { UsageClass } from "./usage.js";

/** What an id of a model may end in, where a response names it without. */
const ENDINGS = ["", "-v1", "-v1:0"];

const VENDOR = "anthropic.";

/** Whether a logged model id is the ARN of an application inference profile, which does not tell the model. */
export function isApplicationProfile(modelId: string): boolean {
  return modelId.includes(":application-inference-profile/");
}

/** The id a call is priced by. */
interface PricedModel {
  /** Prefix included, whether the price table has it or not. */
  id: string;
  /** Where the call was served tells that the id is a `global.` one. */
  inferred: boolean;
}

/**
 * The id a call is priced by: what its profile was copied from, else the model its response names, else the logged id
 * itself; null when nothing was logged.
 * @param at milliseconds since 1970 UTC
 */
export function pricedModel(
  call: Pick<UsageClass, "modelId" | "bodyModel" | "abroad" | "day">,
  at: number,
  history: RegisterHistory,
  prices: PriceTable,
): PricedModel | null {
  const { modelId, bodyModel, abroad, day } = call;
  if (modelId === null) return null;
  const source = history.profile(modelId, at)?.source;
  if (typeof source === "string" && source !== "") return { id: lastPart(source), inferred: false };
  if (bodyModel === null || !isApplicationProfile(modelId)) return { id: lastPart(modelId), inferred: false };
  const isPriced = (id: string) => prices.has(id, day);
  const firstPriced = (stem: string) => ENDINGS.map((ending) => stem + ending).find(isPriced) ?? stem;
  // A model that a response names with a prefix is what it says.
  const isWhole = splitModelId(bodyModel).geography !== undefined;
  if (isWhole || (!abroad && isPriced(bodyModel))) return { id: firstPriced(bodyModel), inferred: false };
  const id = bodyModel.startsWith(VENDOR) ? bodyModel : VENDOR + bodyModel;
  return { id: firstPriced(abroad ? `global.${id}` : id), inferred: abroad };
}
