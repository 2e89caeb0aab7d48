import type { GetGuardrailResponse } from "@aws-sdk/client-bedrock";
import type { Call } from "../../call.js";
import { type GuardrailConfig, type GuardrailRow, stateOf, statusOf } from "./guardrail-rows.js";

/** What every filter, word and topic has when nothing was said. */
const ENABLED = { inputEnabled: true, outputEnabled: true };
const BLOCKING = { inputAction: "BLOCK" as const, outputAction: "BLOCK" as const, ...ENABLED };
const CLASSIC = { tierName: "CLASSIC" as const };

/** What GetGuardrail shows of one version; answers spell the members of requests without `Config`. */
export function describeGuardrail(row: GuardrailRow, version: string, call: Call): GetGuardrailResponse {
  const state = stateOf(row, version);
  const { name, description, blockedInputMessaging, blockedOutputsMessaging, kmsKeyId } = state.config;
  return {
    name,
    ...(description === undefined ? {} : { description }),
    guardrailId: row.id,
    guardrailArn: row.arn,
    version,
    status: statusOf(state, call),
    ...policiesOf(structuredClone(state.config)),
    createdAt: new Date(state.createdAt),
    updatedAt: new Date(state.updatedAt),
    statusReasons: [],
    failureRecommendations: [],
    blockedInputMessaging,
    blockedOutputsMessaging,
    ...(kmsKeyId === undefined ? {} : { kmsKeyArn: kmsKeyId }),
  };
}

function policiesOf(config: GuardrailConfig): Partial<GetGuardrailResponse> {
  const answer: Partial<GetGuardrailResponse> = {};
  const { topicPolicyConfig: topics, contentPolicyConfig: content, wordPolicyConfig: words } = config;
  if (topics !== undefined) {
    answer.topicPolicy = {
      topics: (topics.topicsConfig ?? []).map((topic) => ({ examples: [], ...BLOCKING, ...topic })),
      tier: topics.tierConfig ?? CLASSIC,
    };
  }
  if (content !== undefined) {
    answer.contentPolicy = {
      filters: (content.filtersConfig ?? []).map((filter) => ({
        inputModalities: ["TEXT"],
        outputModalities: ["TEXT"],
        ...BLOCKING,
        ...filter,
      })),
      tier: content.tierConfig ?? CLASSIC,
    };
  }
  if (words !== undefined) {
    answer.wordPolicy = {
      words: (words.wordsConfig ?? []).map((word) => ({ ...BLOCKING, ...word })),
      managedWordLists: (words.managedWordListsConfig ?? []).map((list) => ({ ...BLOCKING, ...list })),
    };
  }
  const { sensitiveInformationPolicyConfig: sensitive, contextualGroundingPolicyConfig: grounding } = config;
  if (sensitive !== undefined) {
    const actions = <A>({ action }: { action: A }) => ({
      inputAction: action,
      outputAction: action,
      ...ENABLED,
    });
    answer.sensitiveInformationPolicy = {
      piiEntities: (sensitive.piiEntitiesConfig ?? []).map((entity) => ({ ...actions(entity), ...entity })),
      regexes: (sensitive.regexesConfig ?? []).map((regex) => ({ ...actions(regex), ...regex })),
    };
  }
  if (grounding !== undefined) {
    answer.contextualGroundingPolicy = {
      filters: (grounding.filtersConfig ?? []).map((filter) => ({
        action: "BLOCK",
        enabled: true,
        ...filter,
      })),
    };
  }
  if (config.automatedReasoningPolicyConfig !== undefined) {
    answer.automatedReasoningPolicy = config.automatedReasoningPolicyConfig;
  }
  return answer;
}
