import { isDeepStrictEqual } from "node:util";
import type {
  CreateGuardrailRequest,
  GetGuardrailResponse,
  GuardrailTopic,
  UpdateGuardrailRequest,
} from "@aws-sdk/client-bedrock";

/** A topic that is denied in prompts and answers. */
interface DeniedTopic {
  name: string;
  definition: string;
  examples: string[];
}

/** What a guardrail does and says. */
export interface GuardrailContent {
  blockedInputMessaging: string;
  blockedOutputsMessaging: string;
  topics: DeniedTopic[];
}

/** The content as CreateGuardrail and UpdateGuardrail take it. */
export function configOf(
  content: GuardrailContent,
): Pick<CreateGuardrailRequest, "blockedInputMessaging" | "blockedOutputsMessaging" | "topicPolicyConfig"> {
  return {
    blockedInputMessaging: content.blockedInputMessaging,
    blockedOutputsMessaging: content.blockedOutputsMessaging,
    topicPolicyConfig: {
      topicsConfig: content.topics.map(({ name, definition, examples }) => ({
        name,
        definition,
        ...(examples.length === 0 ? {} : { examples }),
        type: "DENY",
      })),
    },
  };
}

/** The content of a draft or version as it is. */
export function contentOf(found: GetGuardrailResponse): GuardrailContent {
  return {
    blockedInputMessaging: found.blockedInputMessaging ?? "",
    blockedOutputsMessaging: found.blockedOutputsMessaging ?? "",
    topics: (found.topicPolicy?.topics ?? []).map(topicOf),
  };
}

/** True when both have the same messages and policies, those included that the YAML does not speak of. */
export function sameContent(one: GetGuardrailResponse, other: GetGuardrailResponse): boolean {
  return isDeepStrictEqual(everything(one), everything(other));
}

/** The policies that are not ours to decide, in the words of UpdateGuardrail. */
export function undeclaredPolicies(found: GetGuardrailResponse): Partial<UpdateGuardrailRequest> {
  const { contentPolicy, wordPolicy, sensitiveInformationPolicy: sensitive } = found;
  const {
    contextualGroundingPolicy: grounding,
    automatedReasoningPolicy,
    crossRegionDetails,
    kmsKeyArn,
  } = found;
  const profile = crossRegionDetails?.guardrailProfileArn ?? crossRegionDetails?.guardrailProfileId;
  return {
    ...(contentPolicy && {
      contentPolicyConfig: { filtersConfig: contentPolicy.filters, tierConfig: contentPolicy.tier },
    }),
    ...(wordPolicy && {
      wordPolicyConfig: {
        wordsConfig: wordPolicy.words,
        managedWordListsConfig: wordPolicy.managedWordLists,
      },
    }),
    ...(sensitive && {
      sensitiveInformationPolicyConfig: {
        piiEntitiesConfig: sensitive.piiEntities,
        regexesConfig: sensitive.regexes,
      },
    }),
    ...(grounding && { contextualGroundingPolicyConfig: { filtersConfig: grounding.filters } }),
    ...(automatedReasoningPolicy && { automatedReasoningPolicyConfig: automatedReasoningPolicy }),
    ...(profile && { crossRegionConfig: { guardrailProfileIdentifier: profile } }),
    ...(kmsKeyArn && { kmsKeyId: kmsKeyArn }),
  };
}

/** A topic that is switched off in one direction shows it, so that it differs from the wanted one. */
function topicOf(topic: GuardrailTopic): DeniedTopic {
  const { inputAction, outputAction, inputEnabled, outputEnabled } = topic;
  const off = [inputAction, outputAction].includes("NONE") || [inputEnabled, outputEnabled].includes(false);
  return {
    name: topic.name ?? "",
    definition: topic.definition ?? "",
    examples: topic.examples ?? [],
    ...(off ? { inputAction, outputAction, inputEnabled, outputEnabled } : {}),
  };
}

function everything(found: GetGuardrailResponse): unknown {
  return JSON.parse(JSON.stringify([contentOf(found), undeclaredPolicies(found)]));
}
