import type { GuardrailTopicConfig } from "@aws-sdk/client-bedrock";
import { refuse } from "../../errors.js";
import { checkText, requireMember } from "../../validate.js";
import type { GuardrailConfig } from "./guardrail-rows.js";

const MAX_TOPICS = 30;
const MAX_EXAMPLES = 5;
const ACTIONS = ["BLOCK", "NONE"];
const POLICIES = [
  "topicPolicyConfig",
  "contentPolicyConfig",
  "wordPolicyConfig",
  "sensitiveInformationPolicyConfig",
  "contextualGroundingPolicyConfig",
  "automatedReasoningPolicyConfig",
] as const;

/** Checks a guardrail against the API model and the quotas page. @throws ValidationException */
export function checkGuardrail(config: GuardrailConfig): void {
  checkText(requireMember(config, "name"), "name", { min: 1, max: 50, pattern: /^[0-9a-zA-Z-_]+$/ });
  checkText(config.description, "description", { min: 1, max: 200 });
  for (const message of ["blockedInputMessaging", "blockedOutputsMessaging"] as const) {
    checkText(requireMember(config, message), message, { min: 1, max: 500 });
  }
  if (POLICIES.every((policy) => config[policy] === undefined)) {
    refuse("ValidationException", "A guardrail must have at least one policy.");
  }
  if (config.topicPolicyConfig !== undefined) {
    checkTopics(requireMember(config.topicPolicyConfig, "topicsConfig"));
    checkText(config.topicPolicyConfig.tierConfig?.tierName, "tierName", { oneOf: ["CLASSIC", "STANDARD"] });
    if (
      config.topicPolicyConfig.tierConfig?.tierName === "STANDARD" &&
      config.crossRegionConfig === undefined
    ) {
      refuse("ValidationException", "The STANDARD tier requires cross-Region inference.");
    }
  }
}

function checkTopics(topics: readonly GuardrailTopicConfig[]): void {
  if (topics.length < 1) refuse("ValidationException", "topicsConfig must have at least one topic.");
  if (topics.length > MAX_TOPICS) {
    refuse("ServiceQuotaExceededException", `A guardrail has at most ${MAX_TOPICS} topics.`);
  }
  for (const topic of topics) {
    checkText(requireMember(topic, "name"), "name", { min: 1, max: 100, pattern: /^[0-9a-zA-Z-_ !?.]+$/ });
    checkText(requireMember(topic, "definition"), "definition", { min: 1, max: 200 });
    checkText(requireMember(topic, "type"), "type", { oneOf: ["DENY"] });
    checkText(topic.inputAction, "inputAction", { oneOf: ACTIONS });
    checkText(topic.outputAction, "outputAction", { oneOf: ACTIONS });
    const examples = topic.examples ?? [];
    if (examples.length > MAX_EXAMPLES)
      refuse("ValidationException", `A topic has at most ${MAX_EXAMPLES} examples.`);
    for (const example of examples) checkText(example, "examples", { min: 1, max: 100 });
  }
  if (new Set(topics.map((topic) => topic.name)).size < topics.length) {
    refuse("ValidationException", "Topic names must be unique within a guardrail.");
  }
}
