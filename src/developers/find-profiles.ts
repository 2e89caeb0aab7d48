import { profileName } from "../config/names.js";
import { splitModelId } from "../config/model-id.js";
import type { Developer } from "../config/developers.js";
import type { Config } from "../config/schema.js";
import type { Aws } from "../aws/aws.js";

/** An application inference profile of the Region, as the list of all tells it. */
export interface ListedProfile {
  arn: string;
  name: string;
  createdAt: number;
  modelId: string;
  global: boolean;
}

/**
 * The region's application inference profiles, 1,000 a page. Needs no more than `bedrock:ListInferenceProfiles`, which
 * developers have.
 */
export async function listProfiles(aws: Aws): Promise<ListedProfile[]> {
  const pages = await aws.pages("bedrock", "ListInferenceProfiles", {
    typeEquals: "APPLICATION",
    maxResults: 1000,
  });
  return pages
    .flatMap((page) => page.inferenceProfileSummaries ?? [])
    .map((profile) => {
      const models = (profile.models ?? []).map((model) => model.modelArn ?? "");
      return {
        arn: profile.inferenceProfileArn ?? "",
        name: profile.inferenceProfileName ?? "",
        createdAt: profile.createdAt?.getTime() ?? 0,
        modelId: models[0]?.slice(models[0].lastIndexOf("/") + 1) ?? "",
        global: models.some((arn) => arn.split(":")[3] === ""),
      };
    });
}

/** Whether a profile has a name of the developer's. */
export function isNamedFor({ name }: ListedProfile, config: Config, user: string): boolean {
  const prefix = `${config.project}-${user}`;
  return name === prefix || name.startsWith(`${prefix}-`);
}

/**
 * The ARNs of a developer's profiles by alias, from the list of all of the region. Names tell whose a profile may be, its model which alias it serves; of several the newest wins, since a
 * replacement is made before the old one goes.
 */
export function findProfiles(
  listed: readonly ListedProfile[],
  config: Config,
  developer: Developer,
): Record<string, string> {
  const candidates = listed.filter((profile) => isNamedFor(profile, config, developer.user));
  const found = developer.models.flatMap((alias, position) => {
    const best = bestOf(candidates, config, developer, alias, position === 0);
    return best === undefined ? [] : [[alias, best.arn]];
  });
  return Object.fromEntries(found) as Record<string, string>;
}

function bestOf(
  candidates: readonly ListedProfile[],
  config: Config,
  { user }: Developer,
  alias: string,
  isMain: boolean,
): ListedProfile | undefined {
  const source = sourceOf(config, alias);
  const { model } = splitModelId(source);
  const named = profileName(config.project, user, alias, false);
  const score = ({ name }: ListedProfile): number => {
    if (name === profileName(config.project, user, alias, isMain)) return 4;
    if (name === named) return 3;
    if (name.startsWith(`${named}-`) && /^[\d-]+$/.test(name.slice(named.length + 1))) return 2;
    // A profile keeps the name of the main model when the YAML's order changes.
    return name === `${config.project}-${user}` ? 1 : 0;
  };
  // The main name says nothing of the alias: of two aliases of one model, a profile with the alias in its name is meant.
  const isNamed = (candidate: ListedProfile): number => Number(score(candidate) > 1);
  return candidates
    .filter((candidate) => candidate.modelId === model && candidate.global === source.startsWith("global."))
    .filter((candidate) => score(candidate) > 0)
    .toSorted((a, b) => isNamed(b) - isNamed(a) || b.createdAt - a.createdAt || score(b) - score(a))[0];
}

/** What an alias is copied from: the id, prefix included, without the rest of an ARN. */
export function sourceOf(config: Config, alias: string): string {
  const copyFrom = config.models[alias]?.copyFrom ?? "";
  return copyFrom.slice(copyFrom.lastIndexOf("/") + 1);
}
