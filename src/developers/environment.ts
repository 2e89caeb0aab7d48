import type { Aws } from "../aws/aws.js";
import type { Developer } from "../config/developers.js";
import { splitModelId } from "../config/model-id.js";
import { namesOf } from "../config/names.js";
import { partitionOf } from "../config/partition.js";
import type { Config } from "../config/schema.js";
import { type Environment, type EnvironmentInput, environmentOf } from "../env/environment.js";
import { sourceOf } from "./find-profiles.js";

/** Facts that the YAML does not hold; what is left out is left out of the environment. */
export interface EnvironmentFacts {
  accountId?: string;
  guardrail?: { id: string; version: string };
  /** Home of Identity Center. */
  signIn?: { startUrl?: string; region: string };
  /** Alias to start with. */
  main?: string;
}

/** The environment of a developer. @param profiles ARN by alias */
export function developerEnvironment(
  config: Config,
  developer: Developer,
  profiles: Record<string, string>,
  facts: EnvironmentFacts,
): Environment {
  const { user, team, project, costCenter } = developer;
  const own = developer.models.flatMap((alias) =>
    profiles[alias] === undefined ? [] : [{ alias, value: profiles[alias] }],
  );
  return environmentOf({
    ...common(config, facts),
    user: { name: user, team, project, costCenter },
    profiles: own.map(({ alias, value }) => ({ ...modelOf(config, alias), value })),
  });
}

/** The settings everybody shares: the models of the YAML's defaults by their system profiles. */
export function sharedEnvironment(config: Config, facts: EnvironmentFacts): Environment {
  const aliases = config.defaults.models;
  return environmentOf({
    ...common(config, facts),
    profiles: aliases.map((alias) => ({ ...modelOf(config, alias), value: sourceOf(config, alias) })),
  });
}

/**
 * Id and newest published version of the stack's guardrail: two list calls, made only when the YAML has one.
 * @returns undefined when there is none yet
 */
export async function readGuardrail(aws: Aws, config: Config): Promise<EnvironmentFacts["guardrail"]> {
  if (!config.guardrail.enabled) return undefined;
  const drafts = await aws.pages("bedrock", "ListGuardrails", { maxResults: 1000 });
  const name = namesOf(config).guardrail;
  const found = drafts.flatMap((page) => page.guardrails ?? []).find((guardrail) => guardrail.name === name);
  if (found?.id === undefined) return undefined;
  const pages = await aws.pages("bedrock", "ListGuardrails", {
    guardrailIdentifier: found.id,
    maxResults: 1000,
  });
  const numbers = pages
    .flatMap((page) => page.guardrails ?? [])
    .map((guardrail) => Number(guardrail.version));
  const newest = Math.max(...numbers.filter(Number.isInteger));
  return Number.isFinite(newest) ? { id: found.id, version: String(newest) } : undefined;
}

function modelOf(config: Config, alias: string) {
  const context = config.models[alias]?.context;
  return {
    alias,
    modelId: splitModelId(sourceOf(config, alias)).model,
    ...(context === undefined ? {} : { context }),
  };
}

function common(config: Config, facts: EnvironmentFacts): Omit<EnvironmentInput, "profiles"> {
  const names = namesOf(config);
  const partition = partitionOf(config.region);
  const { accountId, guardrail, main } = facts;
  const home = facts.signIn ?? { region: config.region };
  return {
    stackName: config.project,
    region: config.region,
    ...(accountId === undefined
      ? {}
      : { accountId, roleArn: `arn:${partition}:iam::${accountId}:role/${names.developerRole}` }),
    ...(guardrail === undefined ? {} : { guardrail }),
    ...(main === undefined ? {} : { main }),
    ...(config.attribution.sso.enabled
      ? { identityCenter: { ...home, permissionSet: names.permissionSet } }
      : {}),
  };
}
