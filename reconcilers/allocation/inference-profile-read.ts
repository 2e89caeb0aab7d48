import type { Live, ReadContext, Tags, Wanted } from "../../src/engine/kind.js";
import { KEY_TAG, STACK_TAG } from "../../src/engine/ownership.js";
import { type RegisterLine, currentLines } from "../../src/register/register.js";
import type { InferenceProfile } from "./inference-profile.js";
import { type ListedProfile, listProfiles } from "./listed-profiles.js";
import { profileTags } from "./profile-tags.js";
import { checkQuota } from "./quota.js";
import { readRegister } from "./register-read.js";

/**
 * Every application inference profile that may be ours: named like the stack's, with its tags. One list for all (1,000
 * a page), the tag index for their tags (100 a call); see profile-tags.ts.
 * @throws QuotaExceeded when the account cannot hold the profiles the YAML wants
 */
export async function readProfiles(
  cx: ReadContext,
  wanted: readonly Wanted<InferenceProfile>[],
): Promise<Live<InferenceProfile>[]> {
  const all = await listProfiles(cx.aws);
  const named = all.filter((profile) => profile.name.startsWith(`${cx.stack.name}-`));
  const register =
    named.length === 0 ? new Map<string, RegisterLine>() : currentLines((await readRegister(cx)).lines);
  const listed = named.filter((profile) => concerns(profile, register.get(profile.arn), cx));
  const wantedByKey = new Map(wanted.map((want) => [want.key, want]));
  const wantedByName = new Map(wanted.map((want) => [want.name, want]));
  const tags = await profileTags(cx, listed, register, wantedByKey);
  const live = listed.map((profile): Live<InferenceProfile> => {
    const own = tags.get(profile.arn) ?? {};
    // What nobody owns is what its name says, so that it can be adopted as it is.
    const key = own[KEY_TAG];
    const want = key === undefined ? wantedByName.get(profile.name) : wantedByKey.get(key);
    return {
      kind: "inference-profile",
      name: profile.name,
      spec: { source: sourceOf(profile, register.get(profile.arn), want), destinations: profile.models },
      tags: own,
      attributes: { arn: profile.arn, id: profile.id, name: profile.name, createdAt: profile.createdAt },
    };
  });
  if (!cx.forRemoval) await checkQuota(cx, all.length, toMake(wanted, live, cx.stack.name));
  return live;
}

/** In a run for some developers: theirs by the register, or by a name that may be theirs. */
function concerns(profile: ListedProfile, line: RegisterLine | undefined, cx: ReadContext): boolean {
  if (cx.developers === undefined) return true;
  if (line !== undefined) return cx.developers.has(line.developer);
  return mayBelong(profile.name, cx.stack.name, cx.developers);
}

/** Whether a profile's name is one that a developer's may have: `{p}-{user}`, or that with a hyphen and more. */
export function mayBelong(name: string, stackName: string, users: ReadonlySet<string>): boolean {
  if (!name.startsWith(`${stackName}-`)) return false;
  const rest = name.slice(stackName.length + 1);
  for (let end = rest.indexOf("-"); end >= 0; end = rest.indexOf("-", end + 1)) {
    if (users.has(rest.slice(0, end))) return true;
  }
  return users.has(rest);
}

/**
 * What a profile was copied from. AWS does not tell, and the destinations of a system profile grow, so the register's
 * word counts where it agrees with the model and the reach (global, geographic, one region) the profile shows; else
 * the wanted source, if the destinations are exactly its own; else the destinations speak for themselves.
 */
function sourceOf(
  profile: ListedProfile,
  line: RegisterLine | undefined,
  want: Wanted<InferenceProfile> | undefined,
): string {
  const shown = shape(profile.models);
  if (line !== undefined && shown === `${line.modelId} ${reachOfId(line.source)}`) return line.source;
  const expected = want?.spec.destinations ?? [];
  const same =
    expected.length > 0 && [...expected].toSorted().join() === [...profile.models].toSorted().join();
  if (want !== undefined && (same || shown === shape(expected))) return want.spec.source;
  return [...profile.models].toSorted().join(" ");
}

/** Model id and reach that a set of foundation-model ARNs stands for. */
function shape(modelArns: readonly string[]): string {
  const regions = new Set(modelArns.map((arn) => arn.split(":")[3] ?? ""));
  const ids = new Set(modelArns.map((arn) => arn.slice(arn.lastIndexOf("/") + 1)));
  const reach = regions.has("") ? "global" : regions.size > 1 ? "geographic" : "region";
  return `${[...ids].join()} ${reach}`;
}

function reachOfId(source: string): string {
  if (source.startsWith("global.")) return "global";
  return source.startsWith("anthropic.") ? "region" : "geographic";
}

/** Profiles that are missing, or replaced: the new one is made before the old one goes. */
function toMake(
  wanted: readonly Wanted<InferenceProfile>[],
  live: readonly Live<InferenceProfile>[],
  stackName: string,
): number {
  const ours = live.filter((profile) => profile.tags?.[STACK_TAG] === stackName);
  const there = new Set(ours.map((profile) => `${profile.tags?.[KEY_TAG]} ${profile.spec.source}`));
  return wanted.filter((want) => !there.has(`${want.key} ${want.spec.source}`)).length;
}

/** Tags as Bedrock answers them. */
export function fromBedrockTags(tags: readonly { key?: string; value?: string }[] | undefined): Tags {
  return Object.fromEntries((tags ?? []).map((tag) => [tag.key ?? "", tag.value ?? ""]));
}
