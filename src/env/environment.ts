import { BadInput } from "../errors.js";
import { nearest } from "../config/messages.js";
import { type Section, type SignIn, awsConfigOf } from "./aws-config.js";
import { modelFacts, anthropicId } from "./capabilities.js";
import { type Profile, described, pinTiers, spelled } from "./tiers.js";

export interface EnvironmentInput extends SignIn {
  /** Left out: settings that everybody shares. */
  user?: { name: string; team: string; project: string; costCenter: string };
  /** In the developer's order: the first is the main model. */
  profiles: readonly Profile[];
  /** Alias of the model to start with; left out, the first one. */
  main?: string;
  guardrail?: { id: string; version: string };
}

/** What Claude Code needs to use the stack. No credentials are in it. */
export interface Environment {
  /** Variable → value, in the order to print them. */
  env: Record<string, string>;
  /** Anthropic id → profile of every model, for `settings.json`. */
  modelOverrides?: Record<string, string>;
  /** The only models Claude Code may call, for `settings.json`: a developer's own profiles. */
  availableModels?: string[];
  /** What `/model` offers, for `settings.json`. */
  modelPicker?: { options: PickerRow[]; replaceBuiltInOptions: boolean };
  /** Command with which Claude Code renews a sign-in that has run out, for `settings.json`. */
  awsAuthRefresh?: string;
  awsConfig: Section[];
  /** Aliases of models that variables alone cannot name. */
  unpinned: string[];
  /** What the reader may want to know, each a sentence without a full stop. */
  notes: string[];
  /** What is probably not meant, each a sentence without a full stop. */
  warnings: string[];
}

/** A row of what `/model` offers. */
interface PickerRow {
  model: string;
  label: string;
  description: string;
  /** Anthropic id of the model, of which an ARN tells nothing. */
  behavesAs?: string;
}

/**
 * The settings of Claude Code for a developer, or for everybody when there is no user.
 * Source: code.claude.com/docs/en/amazon-bedrock, model-config and monitoring-usage.
 * @throws BadInput `unknown_model` when `main` is none of the profiles' aliases
 */
export function environmentOf(input: EnvironmentInput): Environment {
  const { profiles, stackName } = input;
  const { env, overrides, unpinned, notes } = pinTiers(profiles, stackName);
  return {
    env: {
      CLAUDE_CODE_USE_BEDROCK: "1",
      AWS_REGION: input.region,
      AWS_PROFILE: stackName,
      ...mainModel(input.main, profiles),
      ...env,
      ...(input.user === undefined ? {} : { OTEL_RESOURCE_ATTRIBUTES: resourceAttributes(input.user) }),
      ...(input.guardrail === undefined
        ? {}
        : { ANTHROPIC_CUSTOM_HEADERS: guardrailHeaders(input.guardrail) }),
    },
    ...(profiles.length === 0 ? {} : modelSettings(input, overrides)),
    ...(input.identityCenter === undefined ? {} : { awsAuthRefresh: signInCommand(stackName) }),
    awsConfig: awsConfigOf(input),
    unpinned,
    notes,
    warnings:
      profiles.length === 0 ? ["there is no profile to pin: Claude Code runs its own default models"] : [],
  };
}

/** With which a sign-in to Identity Center that has run out is renewed. */
export function signInCommand(stackName: string): string {
  return `aws sso login --profile ${stackName}`;
}

/**
 * Only settings can close the ways past the profiles that a whole model name opens. System profiles are not listed as
 * the only ones available: Claude Code takes an id for the beginning of others, so that later models would be too.
 */
function modelSettings({ user, profiles, stackName }: EnvironmentInput, overrides: Record<string, string>) {
  return {
    modelOverrides: overrides,
    ...(user === undefined ? {} : { availableModels: profiles.filter(isFirst).map(({ value }) => value) }),
    modelPicker: {
      options: profiles.filter(isFirst).map((profile) => pickerRow(profile, stackName)),
      replaceBuiltInOptions: true,
    },
  };
}

/** Aliases may share a system profile. */
function isFirst({ value }: Profile, place: number, all: readonly Profile[]): boolean {
  return all.findIndex((other) => other.value === value) === place;
}

function pickerRow(profile: Profile, stackName: string): PickerRow {
  const { name, capabilities } = modelFacts(profile.modelId);
  return {
    model: spelled(profile),
    label: name,
    description: described(profile, stackName),
    ...(capabilities === undefined ? {} : { behavesAs: anthropicId(profile.modelId) }),
  };
}

/**
 * The model to start with. `ANTHROPIC_MODEL` wins over what people have set before; newer versions of Claude Code go by
 * the other one for "default" and in place of a model that is not available.
 */
function mainModel(alias: string | undefined, profiles: readonly Profile[]): Record<string, string> {
  const main = alias === undefined ? profiles[0] : profileOf(alias, profiles);
  return main === undefined ? {} : { ANTHROPIC_MODEL: spelled(main), ANTHROPIC_DEFAULT_MODEL: spelled(main) };
}

function profileOf(alias: string, profiles: readonly Profile[]): Profile {
  const found = profiles.find((profile) => profile.alias === alias);
  if (found !== undefined) return found;
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
