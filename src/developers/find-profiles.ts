import type { ListedProfile } from "../../reconcilers/allocation/listed-profiles.js";
import { profileName } from "../config/names.js";
import { splitModelId } from "../config/model-id.js";
import type { Developer } from "../config/developers.js";
import type { Config } from "../config/schema.js";

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
    .filter(({ models }) => modelOf(models) === model && isGlobal(models) === source.startsWith("global."))
    .filter((candidate) => score(candidate) > 0)
    .toSorted(
      (a, b) =>
        isNamed(b) - isNamed(a) || Date.parse(b.createdAt) - Date.parse(a.createdAt) || score(b) - score(a),
    )[0];
}

function modelOf([first = ""]: readonly string[]): string {
  return first.slice(first.lastIndexOf("/") + 1);
}

/** Whether requests may go anywhere: one of the models is then of no Region. */
function isGlobal(models: readonly string[]): boolean {
  return models.some((arn) => arn.split(":")[3] === "");
}

/** What an alias is copied from: the id, prefix included, without the rest of an ARN. */
export function sourceOf(config: Config, alias: string): string {
  const copyFrom = config.models[alias]?.copyFrom ?? "";
  return copyFrom.slice(copyFrom.lastIndexOf("/") + 1);
}
