import type { GetInferenceProfileResponse } from "@aws-sdk/client-bedrock";
import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { once } from "../../idempotency.js";
import { checkText, page, requireMember } from "../../validate.js";
import { INFERENCE_PROFILES, quotaValue } from "../quotas.js";
import { type ProfileRow, haunt, profileNames, profiles } from "./rows.js";
import { type SystemProfile, modelArn, modelsIn, systemProfiles } from "./system-profiles.js";
import { checkBedrockTags } from "./tag-shape.js";

const NAME = /^([0-9a-zA-Z][ _-]?)+$/;
const DESCRIPTION = /^([0-9a-zA-Z:.][ _-]?)+$/;
/** System-defined profiles have no creation of their own to tell. */
const SYSTEM_SINCE = new Date("2025-01-01T00:00:00Z");

/** Inference profiles. Application profiles cannot be changed, only made and deleted. */
export const inferenceProfiles: Handlers<"bedrock"> = {
  CreateInferenceProfile(input, call) {
    const name = requireMember(input, "inferenceProfileName");
    checkText(name, "inferenceProfileName", { min: 1, max: 64, pattern: NAME });
    checkText(input.description, "description", { min: 1, max: 200, pattern: DESCRIPTION });
    const source = requireMember(input, "modelSource").copyFrom;
    const tags = checkBedrockTags(input.tags);
    const { clientRequestToken, ...rest } = input;
    const alive = (answer: { inferenceProfileArn: string }) =>
      profiles(call).has(idOf(answer.inferenceProfileArn));
    return once(
      call.table("tokens"),
      clientRequestToken,
      rest,
      { alive, mismatch: "ConflictException" },
      () => {
        if (profileNames(call).has(name)) {
          refuse("ConflictException", `An inference profile with the name ${name} already exists.`);
        }
        if (profiles(call).values().length >= quotaValue(call, INFERENCE_PROFILES)) {
          const text =
            "Your request exceeds the service quota for application inference profiles in this Region.";
          refuse("ServiceQuotaExceededException", text);
        }
        const id = call.id(12);
        const arn = `arn:${call.partition}:bedrock:${call.region}:${call.account}:application-inference-profile/${id}`;
        profiles(call).put(id, {
          id,
          arn,
          name,
          ...(input.description === undefined ? {} : { description: input.description }),
          createdAt: call.now.toISOString(),
          models: modelsOf(source, call),
          tags,
        });
        profileNames(call).put(name, id);
        return { inferenceProfileArn: arn, status: "ACTIVE" as const };
      },
    );
  },

  GetInferenceProfile(input, call) {
    const identifier = checkIdentifier(input);
    const system = systemProfiles(call).find((p) => p.id === identifier || p.arn === identifier);
    return system === undefined ? shown(applicationProfile(identifier, call)) : shownSystem(system);
  },

  ListInferenceProfiles(input, call) {
    const type = checkText(input.typeEquals, "typeEquals", { oneOf: ["SYSTEM_DEFINED", "APPLICATION"] });
    const all = [
      ...(type === "APPLICATION" ? [] : systemProfiles(call)),
      ...(type === "SYSTEM_DEFINED" ? [] : profiles(call).values()),
    ];
    const { items, nextToken } = page(all, {
      size: input.maxResults,
      max: 1000,
      default: 100,
      token: input.nextToken,
    });
    return {
      inferenceProfileSummaries: items.map((p) => ("createdAt" in p ? shown(p) : shownSystem(p))),
      ...(nextToken === undefined ? {} : { nextToken }),
    };
  },

  DeleteInferenceProfile(input, call) {
    const identifier = checkIdentifier(input);
    if (systemProfiles(call).some((p) => p.id === identifier || p.arn === identifier)) {
      refuse("ValidationException", "A system-defined inference profile cannot be deleted.");
    }
    const profile = applicationProfile(identifier, call);
    profiles(call).delete(profile.id);
    profileNames(call).delete(profile.name);
    haunt(call, { arn: profile.arn, tags: profile.tags });
    return {};
  },
};

/** ARNs of the models a new profile gets from its source. @throws ValidationException for an unknown source */
function modelsOf(source: string | undefined, call: Call): string[] {
  const model = modelsIn(call.region).find(({ id }) => modelArn(call.partition, call.region, id) === source);
  if (model !== undefined) return [modelArn(call.partition, call.region, model.id)];
  const system = systemProfiles(call).find(({ arn }) => arn === source);
  return system?.models ?? refuse("ValidationException", `The provided model source ${source} is invalid.`);
}

/** The application profile with an identifier or ARN. @throws ResourceNotFoundException */
function applicationProfile(identifier: string, call: Call): ProfileRow {
  const found = profiles(call).get(idOf(identifier));
  if (found !== undefined && (identifier === found.id || identifier === found.arn)) return found;
  return refuse("ResourceNotFoundException", "The specified inference profile could not be found.", 404);
}

function checkIdentifier(input: { inferenceProfileIdentifier: string | undefined }): string {
  const identifier = requireMember(input, "inferenceProfileIdentifier");
  return checkText(identifier, "inferenceProfileIdentifier", { max: 2048, pattern: /^[a-zA-Z0-9-:./]+$/ });
}

function idOf(identifier: string): string {
  return identifier.slice(identifier.lastIndexOf("/") + 1);
}

function shown(row: ProfileRow): GetInferenceProfileResponse {
  return {
    inferenceProfileName: row.name,
    ...(row.description === undefined ? {} : { description: row.description }),
    createdAt: new Date(row.createdAt),
    updatedAt: new Date(row.createdAt),
    inferenceProfileArn: row.arn,
    models: row.models.map((arn) => ({ modelArn: arn })),
    inferenceProfileId: row.id,
    status: "ACTIVE",
    type: "APPLICATION",
  };
}

function shownSystem(system: SystemProfile): GetInferenceProfileResponse {
  return {
    inferenceProfileName: system.name,
    description: system.description,
    createdAt: SYSTEM_SINCE,
    updatedAt: SYSTEM_SINCE,
    inferenceProfileArn: system.arn,
    models: system.models.map((arn) => ({ modelArn: arn })),
    inferenceProfileId: system.id,
    status: "ACTIVE",
    type: "SYSTEM_DEFINED",
  };
}
