import { tierAlias } from "./capabilities.js";
import type { Environment } from "./environment.js";
import { withoutWindow } from "./tiers.js";

/** A setting that leads past the profiles. Its value is never told: it may be a secret. */
export interface Bypass {
  /** `model`, `env.AWS_BEARER_TOKEN_BEDROCK`. */
  key: string;
  why: string;
}

const OTHER_PROVIDER = "calls go to another provider than Bedrock";
const OTHER_MODEL = "names a model that is none of the profiles";

/**
 * Variables with which calls leave the profiles, whatever is in them.
 * Source: code.claude.com/docs/en/amazon-bedrock and settings-reference.
 */
const VARIABLES: Record<string, string> = {
  AWS_BEARER_TOKEN_BEDROCK:
    "a Bedrock API key wins over AWS_PROFILE, and the logs name the key's user instead of the person",
  CLAUDE_CODE_USE_MANTLE: "calls of this second endpoint are not in the invocation log",
  CLAUDE_CODE_USE_VERTEX: OTHER_PROVIDER,
  CLAUDE_CODE_USE_FOUNDRY: OTHER_PROVIDER,
  CLAUDE_CODE_USE_ANTHROPIC_AWS: OTHER_PROVIDER,
  CLAUDE_CODE_SKIP_BEDROCK_AUTH: "calls are not signed, so Bedrock cannot tell whose they are",
  ANTHROPIC_BEDROCK_BASE_URL: "calls go to another endpoint than Bedrock's own",
};

/** Variables that hold a model; one of the profiles, or a tier, is no way out. */
const MODELS = [
  "CLAUDE_CODE_SUBAGENT_MODEL",
  "CLAUDE_CODE_WORKFLOW_SUBAGENT_MODEL",
  "CLAUDE_CODE_AUTO_MODE_MODEL",
  "CLAUDE_CODE_BG_CLASSIFIER_MODEL",
  "ANTHROPIC_CUSTOM_MODEL_OPTION",
];

const OFF = new Set(["", "0", "false", "no", "off"]);

/** Variables, of a shell or of settings, that lead past the profiles of an environment. */
export function bypassingVariables(
  variables: Readonly<Record<string, unknown>>,
  environment: Environment,
): Bypass[] {
  const value = (name: string): string => {
    const found = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return found === undefined || found === null || Object.hasOwn(environment.env, name) ? "" : String(found);
  };
  const always = Object.entries(VARIABLES).filter(([name]) => !OFF.has(value(name).trim().toLowerCase()));
  const background = value("ANTHROPIC_SMALL_FAST_MODEL_AWS_REGION");
  if (!["", environment.env["AWS_REGION"]].includes(background)) {
    always.push([
      "ANTHROPIC_SMALL_FAST_MODEL_AWS_REGION",
      "background work goes to a Region without the profiles",
    ]);
  }
  const models = MODELS.filter((name) => value(name) !== "" && leadsOut(value(name), environment));
  return [...always.map(([key, why]) => ({ key, why })), ...models.map((key) => ({ key, why: OTHER_MODEL }))];
}

/** Keys of a `settings.json`, as it is after merging, that lead past the profiles of an environment. */
export function bypasses(settings: Readonly<Record<string, unknown>>, environment: Environment): Bypass[] {
  const { env, model, fallbackModel, modelOverrides, availableModels, awsCredentialExport } = settings;
  const leads = (value: unknown): boolean => typeof value === "string" && leadsOut(value, environment);
  const found: Bypass[] = bypassingVariables(isRecord(env) ? env : {}, environment).map(({ key, why }) => ({
    key: `env.${key}`,
    why,
  }));
  const add = (key: string, why: string): void => void found.push({ key, why });
  if (leads(model)) add("model", OTHER_MODEL);
  if ([fallbackModel].flat().some(leads)) add("fallbackModel", OTHER_MODEL);
  for (const [name, value] of Object.entries(isRecord(modelOverrides) ? modelOverrides : {})) {
    if (leads(value))
      add(`modelOverrides.${printable(name)}`, "leads to a model that is none of the profiles");
  }
  const allowed = environment.availableModels;
  if (allowed !== undefined && Array.isArray(availableModels)) {
    for (const [i, entry] of availableModels.entries()) {
      const isOwn = typeof entry === "string" && allowed.includes(withoutWindow(entry));
      if (!isOwn) add(`availableModels[${i}]`, "allows models that are none of the profiles");
    }
  }
  if (typeof awsCredentialExport === "string") {
    add("awsCredentialExport", "other credentials than those of AWS_PROFILE");
  }
  return found;
}

function leadsOut(model: string, environment: Environment): boolean {
  const name = withoutWindow(model.trim());
  return !tierAlias(name) && !profilesOf(environment).has(name);
}

/** What an environment calls, without a window. */
export function profilesOf({ env, modelPicker, modelOverrides = {} }: Environment): Set<string> {
  const pins = Object.keys(env).filter((name) =>
    /^ANTHROPIC_(DEFAULT_([A-Z]+_)?|SMALL_FAST_)?MODEL$/.test(name),
  );
  const named = [
    ...pins.map((name) => env[name] ?? ""),
    ...Object.values(modelOverrides),
    ...(modelPicker?.options.map((row) => row.model) ?? []),
  ];
  return new Set(named.map(withoutWindow));
}

/** A key as it may be shown on a terminal. */
export function printable(key: string): string {
  if (/^[\w.:@/+[\]-]{1,120}$/.test(key)) return key;
  const short = key.length > 80 ? `${key.slice(0, 77)}...` : key;
  return JSON.stringify(short).replace(
    /[^\x20-\x7E]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Whether a value of a JSON document is an object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
