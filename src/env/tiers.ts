import { type Family, FAMILIES, anthropicId, familyOf, modelFacts } from "./capabilities.js";

/** A model somebody may use, and what Claude Code has to say to Bedrock to use it. */
export interface Profile {
  /** The YAML's name for the model. */
  alias: string;
  /** Without the prefix of a system profile: `anthropic.claude-opus-4-6-v1`. */
  modelId: string;
  /** ARN of an application inference profile, or id of a system profile. */
  value: string;
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
  /** Anthropic id → profile, of the models that their family's tier is not pinned to. */
  overrides: Record<string, string>;
  warnings: string[];
}

/**
 * Pins every tier of Claude Code to a profile. A tier that is not pinned runs on Claude Code's own default, outside
 * these profiles, so one without a model of its own gets another's, under that model's name and capabilities.
 */
export function pinTiers(profiles: readonly Profile[]): Pins {
  const pins: Pins = { env: {}, overrides: {}, warnings: [] };
  const own = new Map(FAMILIES.map((family) => [family, ownProfile(family, profiles)]));
  for (const family of FAMILIES) {
    const substitute = NEAREST[family].map((other) => own.get(other)).find((found) => found !== undefined);
    const profile = own.get(family) ?? substitute ?? profiles[0];
    if (profile === undefined) continue;
    Object.assign(pins.env, pinned(family, profile));
    if (profile !== own.get(family)) {
      pins.warnings.push(
        `no ${family} model: the ${family} tier is pinned to ${profile.alias} (${modelFacts(profile.modelId).name})`,
      );
    }
  }
  addOverrides(pins, profiles, new Set(own.values()));
  return pins;
}

function ownProfile(family: Family, profiles: readonly Profile[]): Profile | undefined {
  const members = profiles.filter((profile) => familyOf(profile.modelId) === family);
  return members.find((profile) => profile.alias === family) ?? members[0];
}

function pinned(family: Family, profile: Profile): Record<string, string> {
  const variable = `ANTHROPIC_DEFAULT_${family.toUpperCase()}_MODEL`;
  const { name, capabilities } = modelFacts(profile.modelId);
  return {
    [variable]: profile.value,
    [`${variable}_NAME`]: name,
    ...(capabilities === undefined ? {} : { [`${variable}_SUPPORTED_CAPABILITIES`]: capabilities.join(",") }),
  };
}

function addOverrides(
  pins: Pins,
  profiles: readonly Profile[],
  inTiers: ReadonlySet<Profile | undefined>,
): void {
  const taken = new Map(
    [...inTiers].flatMap((profile) =>
      profile === undefined ? [] : [[anthropicId(profile.modelId), profile.alias] as const],
    ),
  );
  for (const profile of profiles.filter((one) => !inTiers.has(one))) {
    const id = anthropicId(profile.modelId);
    const other = taken.get(id);
    if (other === undefined) {
      pins.overrides[id] = profile.value;
      taken.set(id, profile.alias);
    } else {
      pins.warnings.push(
        `${profile.alias} is the same model as ${other}; Claude Code can only be told of one of the two`,
      );
    }
  }
}
