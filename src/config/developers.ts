import type { Config } from "./schema.js";

/** A developer with the defaults filled in. */
export interface Developer {
  /** Key under `developers`; also the value of the `User` tag. */
  readonly user: string;
  readonly team: string;
  readonly project: string;
  readonly costCenter: string;
  /** Model aliases; the first is the main model. */
  readonly models: readonly string[];
  readonly description?: string;
  /** IAM principal ARNs and sign-in names, where the logs know the developer under other names than `user`. */
  readonly principals: readonly string[];
  /** Further tags of the profiles: without `Team`, `Project`, `CostCenter`, `User` and the stack's own tags. */
  readonly tags: Readonly<Record<string, string>>;
}

/** The developers of a configuration, defaults resolved, in the order of the YAML. */
export function developersOf(config: Config): Developer[] {
  const { defaults } = config;
  return Object.entries(config.developers).map(([user, own]) => ({
    user,
    team: own?.team ?? defaults.team,
    project: own?.project ?? defaults.project,
    costCenter: own?.costCenter ?? defaults.costCenter,
    models: own?.models ?? defaults.models,
    ...(own?.description === undefined ? {} : { description: own.description }),
    principals: listOf(own?.principal),
    tags: own?.tags ?? {},
  }));
}

/** What may be one or a list, as a list. */
export function listOf(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === "string" ? [value] : value;
}
