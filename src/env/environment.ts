import { BadInput } from "../errors.js";
import { nearest } from "../config/messages.js";
import { type Section, type SignIn, awsConfigOf } from "./aws-config.js";
import { type Profile, pinTiers } from "./tiers.js";

export interface EnvironmentInput extends SignIn {
  /** Left out: settings that everybody shares. */
  user?: { name: string; team: string; project: string; costCenter: string };
  /** In the developer's order: the first is the main model. */
  profiles: readonly Profile[];
  /** Alias of the model to start with; left out, Claude Code's own choice among the tiers. */
  main?: string;
  guardrail?: { id: string; version: string };
}

/** What Claude Code needs to use the stack. No credentials are in it. */
export interface Environment {
  /** Variable → value, in the order to print them. */
  env: Record<string, string>;
  /** Anthropic id → profile, for `settings.json`; left out when every model has a tier. */
  modelOverrides?: Record<string, string>;
  /** Command with which Claude Code renews a sign-in that has run out, for `settings.json`. */
  awsAuthRefresh?: string;
  awsConfig: Section[];
  /** What the reader should know, each a sentence without a full stop. */
  warnings: string[];
}

/**
 * The settings of Claude Code for a developer, or for everybody when there is no user.
 * Source: code.claude.com/docs/en/amazon-bedrock, model-config and monitoring-usage.
 * @throws BadInput `unknown_model` when `main` is none of the profiles' aliases
 */
export function environmentOf(input: EnvironmentInput): Environment {
  const { env, overrides, warnings } = pinTiers(input.profiles);
  if (input.profiles.length === 0) {
    warnings.push("there is no profile to pin: Claude Code runs its own default models");
  }
  return {
    env: {
      CLAUDE_CODE_USE_BEDROCK: "1",
      AWS_REGION: input.region,
      AWS_PROFILE: input.stackName,
      ...(input.main === undefined ? {} : { ANTHROPIC_MODEL: mainModel(input.main, input.profiles) }),
      ...env,
      ...(input.user === undefined ? {} : { OTEL_RESOURCE_ATTRIBUTES: resourceAttributes(input.user) }),
      ...(input.guardrail === undefined
        ? {}
        : { ANTHROPIC_CUSTOM_HEADERS: guardrailHeaders(input.guardrail) }),
    },
    ...(Object.keys(overrides).length === 0 ? {} : { modelOverrides: overrides }),
    ...(input.identityCenter === undefined
      ? {}
      : { awsAuthRefresh: `aws sso login --profile ${input.stackName}` }),
    awsConfig: awsConfigOf(input),
    warnings,
  };
}

function mainModel(alias: string, profiles: readonly Profile[]): string {
  const found = profiles.find((profile) => profile.alias === alias);
  if (found !== undefined) return found.value;
  const aliases = profiles.map((profile) => profile.alias);
  const meant = nearest(alias, aliases);
  throw new BadInput(
    "unknown_model",
    `there is no profile for the model "${alias}"`,
    meant === undefined
      ? `Choose one of: ${aliases.join(", ") || "(there are none)"}.`
      : `Did you mean "${meant}"?`,
  );
}

/**
 * `key=value` pairs for `OTEL_RESOURCE_ATTRIBUTES`. Values are percent-encoded UTF-8, which covers what W3C Baggage and
 * OpenTelemetry's resource SDK page forbid in them.
 */
function resourceAttributes({
  name,
  team,
  project,
  costCenter,
}: NonNullable<EnvironmentInput["user"]>): string {
  return Object.entries({ user: name, team, project, cost_center: costCenter })
    .map(([key, value]) => `${key}=${encodeURIComponent(wellFormed(value))}`)
    .join(",");
}

/** YAML can spell half of a surrogate pair, which has no UTF-8. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\uFFFD");
}

/** Claude Code takes one header a line. */
function guardrailHeaders({ id, version }: { id: string; version: string }): string {
  return `X-Amzn-Bedrock-GuardrailIdentifier: ${id}\nX-Amzn-Bedrock-GuardrailVersion: ${version}`;
}
