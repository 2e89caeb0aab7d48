import type { Handlers } from "../../call.js";
import { enforcedGuardrails } from "./enforced.js";
import { guardrailHandlers } from "./guardrails.js";
import { logging } from "./logging.js";
import { models } from "./models.js";
import { inferenceProfiles } from "./profiles.js";
import { tags } from "./tags.js";

/** Amazon Bedrock, control plane. */
export const bedrock: Handlers<"bedrock"> = {
  ...models,
  ...inferenceProfiles,
  ...tags,
  ...logging,
  ...guardrailHandlers,
  ...enforcedGuardrails,
};
