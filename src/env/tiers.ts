import { LONG_WINDOW } from "../config/model-id.js";
import { type Family, FAMILIES, anthropicId, familyOf, modelFacts } from "./capabilities.js";

/** A model somebody may use, and what Claude Code has to say to Bedrock to use it. */
export interface Profile {
  /** The YAML's name for the model. */
  alias: string;
  /** Without the prefix of a system profile: `anthropic.claude-opus-4-6-v1`. */
  modelId: string;
  /** ARN of an application inference profile, or id of a system profile. */
  value: string;
  /** The window Claude Code asks for; left out, the model's usual one. */
  context?: "1m";
}

/** Where a tier without a model of its own goes: the nearest in price and strength first. */
const NEAREST: Record<Family, readonly Family[]> = {
  opus: ["fable", "sonnet", "haiku"],
  sonnet: ["opus", "fable", "haiku"],
  haiku: ["sonnet", "opus", "fable"],
  fable: ["opus", "sonnet", "haiku"],
};

interface Pins {
  env: Record<string, string>;
  /** Anthropic id → profile, of every model; of two profiles of one model the first. */
  overrides: Record<string, string>;
  /** Aliases that no tier is pinned to. */
  unpinned: string[];
  /** Which tier stands in for which, where that is news. */
  notes: string[];
}

/** How Claude Code is told of a profile: `[1m]` asks for the long window and is cut off before Bedrock is called. */
export function spelled(profile: Profile): string {
  return profile.context === "1m" ? `${profile.value}[1m]` : profile.value;
}

/** A line that tells profiles of the same model apart. */
export function described({ alias, context }: Profile, stackName: string): string {
  return `${alias} of ${stackName}${context === "1m" ? ", 1M context" : ""}`;
}

/** The profile in a text that may ask for the long window. */
export function withoutWindow(text: string): string {
  return text.replace(LONG_WINDOW, "");
}

/**
 * Pins every tier of Claude Code to a profile, and background work to that of haiku. A tier that is not pinned runs on
 * Claude Code's own default, outside these profiles, so one without a model of its own gets another's, under that
 * model's name and capabilities. Of several models of a family the first one has the tier.
 * @param profiles in the developer's order
 */
export function pinTiers(profiles: readonly Profile[], stackName: string): Pins {
  const pins: Pins = { env: {}, overrides: overridesOf(profiles), unpinned: [], notes: [] };
  const inTiers = new Set<Profile>();
  const own = new Map(
    FAMILIES.map((family) => [family, profiles.find(({ modelId }) => familyOf(modelId) === family)]),
  );
  for (const family of FAMILIES) {
    const substitute = NEAREST[family].map((other) => own.get(other)).find((found) => found !== undefined);
    const profile = own.get(family) ?? substitute ?? profiles[0];
    if (profile === undefined) continue;
    inTiers.add(profile);
    const isOwn = profile === own.get(family);
    const inPlaceOf = isOwn ? "" : `, in place of ${family}`;
    Object.assign(pins.env, pinned(family, profile, `${described(profile, stackName)}${inPlaceOf}`));
    // Hardly anybody has a fable model, so its absence is no news.
    if (!isOwn && family !== "fable") {
      pins.notes.push(
        `no ${family} model: the ${family} tier is pinned to ${profile.alias} (${modelFacts(profile.modelId).name})`,
      );
    }
  }
  pins.unpinned = profiles.filter((one) => !inTiers.has(one)).map(({ alias }) => alias);
  return pins;
}

function pinned(family: Family, profile: Profile, description: string): Record<string, string> {
  const variable = tierVariable(family);
  const { name, capabilities } = modelFacts(profile.modelId);
  return {
    ...(family === "haiku" ? { ANTHROPIC_SMALL_FAST_MODEL: spelled(profile) } : {}),
    [variable]: spelled(profile),
    [`${variable}_NAME`]: name,
    [`${variable}_DESCRIPTION`]: description,
    ...(capabilities === undefined ? {} : { [`${variable}_SUPPORTED_CAPABILITIES`]: capabilities.join(",") }),
  };
}

/** The variable that pins a tier; what is said of the pin is in variables whose names begin with it. */
export function tierVariable(family: Family): string {
  return `ANTHROPIC_DEFAULT_${family.toUpperCase()}_MODEL`;
}

/**
 * Claude Code takes these by the whole id, date included, and goes by them too for what a profile's model can do.
 */
function overridesOf(profiles: readonly Profile[]): Record<string, string> {
  const overrides: Record<string, string> = {};
  for (const profile of profiles) overrides[anthropicId(profile.modelId)] ??= spelled(profile);
  return overrides;
}
