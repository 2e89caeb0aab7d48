import type { ResolvedModel } from "../../reconcilers/compose.js";
import type { Aws } from "../aws/aws.js";
import { splitModelId } from "../config/model-id.js";
import { nearest } from "../config/messages.js";
import type { Config } from "../config/schema.js";
import type { Stack } from "../engine/kind.js";

/** Where in the YAML a model is named that Bedrock does not have, and what is wrong with it. */
interface ModelProblem {
  path: (string | number)[];
  message: string;
}

export interface ResolvedModels {
  models: Map<string, ResolvedModel>;
  /** What `foundation.allowedModels` names, and every alias of the same models: calls go to all their regions. */
  allowed: ResolvedModel[];
  problems: ModelProblem[];
}

/**
 * Looks up what the YAML's models lead to. One list of the system profiles answers for all; it is left out when the
 * YAML names foundation models only.
 */
export async function resolveModels(aws: Aws, stack: Stack, config: Config): Promise<ResolvedModels> {
  const sources = Object.values(config.models).map((model) => model.copyFrom);
  const named = config.foundation.allowedModels.filter((name) => config.models[name] === undefined);
  const needed = [...sources, ...named].some((source) => isSystemProfile(source));
  const profiles = needed ? await systemProfiles(aws) : new Map<string, SystemProfile>();
  const problems: ModelProblem[] = [];
  const models = new Map<string, ResolvedModel>();
  for (const [alias, { copyFrom }] of Object.entries(config.models)) {
    const model = resolve(alias, copyFrom, stack, profiles);
    if (typeof model === "string") problems.push({ path: ["models", alias, "copyFrom"], message: model });
    else models.set(alias, model);
  }
  const listed = config.foundation.allowedModels.flatMap((name, i) => {
    if (config.models[name] !== undefined) return models.get(name) ?? [];
    const model = resolve(name, name, stack, profiles);
    if (typeof model !== "string") return [model];
    problems.push({ path: ["foundation", "allowedModels", i], message: model });
    return [];
  });
  const ids = new Set(listed.map((model) => model.modelId));
  const aliases = [...models.values()].filter((model) => ids.has(model.modelId) && !listed.includes(model));
  return { models, allowed: [...listed, ...aliases], problems };
}

interface SystemProfile {
  arn: string;
  destinations: string[];
}

async function systemProfiles(aws: Aws): Promise<Map<string, SystemProfile>> {
  const pages = await aws.pages("bedrock", "ListInferenceProfiles", {
    typeEquals: "SYSTEM_DEFINED",
    maxResults: 1000,
  });
  const found = pages.flatMap((page) => page.inferenceProfileSummaries ?? []);
  return new Map(
    found.map((profile) => [
      profile.inferenceProfileId ?? "",
      {
        arn: profile.inferenceProfileArn ?? "",
        destinations: (profile.models ?? []).flatMap((model) => model.modelArn ?? []),
      },
    ]),
  );
}

/** @returns the model, or what is wrong with it */
function resolve(
  alias: string,
  source: string,
  stack: Stack,
  profiles: ReadonlyMap<string, SystemProfile>,
): ResolvedModel | string {
  const id = source.slice(source.lastIndexOf("/") + 1);
  const modelId = splitModelId(id).model;
  if (!isSystemProfile(source)) {
    const arn = `arn:${stack.partition}:bedrock:${stack.region}::foundation-model/${modelId}`;
    return { alias, source: id, sourceArn: arn, modelId, destinations: [arn] };
  }
  const profile = profiles.get(id);
  if (profile === undefined) {
    const hint = nearest(id, [...profiles.keys()]);
    return `Bedrock has no inference profile "${id}" in ${stack.region}${hint === undefined ? "" : `; did you mean "${hint}"?`}`;
  }
  // Bedrock routes a global profile's calls through the calling region too.
  const own = `arn:${stack.partition}:bedrock:${stack.region}::foundation-model/${modelId}`;
  const destinations = id.startsWith("global.")
    ? [...new Set([...profile.destinations, own])]
    : profile.destinations;
  return { alias, source: id, sourceArn: profile.arn, modelId, destinations };
}

function isSystemProfile(source: string): boolean {
  if (source.includes(":inference-profile/")) return true;
  return !source.includes(":foundation-model/") && splitModelId(source).geography !== undefined;
}
