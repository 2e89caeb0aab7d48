import type { ReadContext, Tags, Wanted } from "../../src/engine/kind.js";
import { KEY_TAG, STACK_TAG } from "../../src/engine/ownership.js";
import { includesTags, tagsFromList } from "../../src/engine/tag-index.js";
import type { RegisterLine } from "../../src/register/register.js";
import { fromBedrockTags } from "./inference-profile-read.js";
import type { ListedProfile } from "./listed-profiles.js";

/** ARNs the tag index takes in one call. */
const ARNS_A_CALL = 100;
/** Profiles up to which every plan reads all tags: the default quota of an account and region. */
const ALL_CHECKED_UP_TO = 1000;
/** In larger accounts each day has its own share, besides everything new; `ccb status` reads all. */
const CHECKED_A_DAY = 400;
/** Differences with the index that are confirmed one by one; it lags for minutes after a large apply. */
const CONFIRMED_A_PLAN = 200;

/**
 * Tags of the listed profiles by ARN. The index is asked in bulk; where it says something else than is wanted, or
 * nothing, the profile itself is asked, and always before something would be deleted.
 */
export async function profileTags(
  cx: ReadContext,
  listed: readonly ListedProfile[],
  register: ReadonlyMap<string, RegisterLine>,
  wanted: ReadonlyMap<string, Wanted>,
): Promise<Map<string, Tags>> {
  const checked = cx.thorough ? listed : dueToday(listed, register, cx.now);
  const index = await readIndex(cx, checked);
  const byName = new Map([...wanted.values()].map((want) => [want.name, want]));
  const tags = new Map<string, Tags>();
  const doubtful: ListedProfile[] = [];
  for (const profile of listed) {
    const known = index.get(profile.arn) ?? assumed(profile, register, wanted, cx.stack.name);
    const want = wanted.get(known?.[KEY_TAG] ?? "") ?? byName.get(profile.name);
    if (known !== undefined) tags.set(profile.arn, known);
    const settled = known !== undefined && want?.tags !== undefined && includesTags(known, want.tags);
    const others =
      known?.[STACK_TAG] !== undefined && known[STACK_TAG] !== cx.stack.name && !byName.has(profile.name);
    if (!settled && !others) doubtful.push(profile);
  }
  const isOrphan = ({ arn }: ListedProfile) => !wanted.has(tags.get(arn)?.[KEY_TAG] ?? "");
  const orphans = doubtful.filter(isOrphan);
  const rest = doubtful.filter((profile) => !isOrphan(profile)).slice(0, CONFIRMED_A_PLAN);
  await Promise.all(
    [...orphans, ...rest].map(async (profile) => {
      const answer = await cx.aws.call("bedrock", "ListTagsForResource", { resourceARN: profile.arn });
      tags.set(profile.arn, fromBedrockTags(answer.tags));
    }),
  );
  return tags;
}

/** All profiles, or when there are more than a plan reads: those the register does not know, and today's share. */
function dueToday(
  listed: readonly ListedProfile[],
  register: ReadonlyMap<string, RegisterLine>,
  now: Date,
): readonly ListedProfile[] {
  if (listed.length <= ALL_CHECKED_UP_TO) return listed;
  const unknown = listed.filter((profile) => !register.has(profile.arn));
  const known = listed
    .filter((profile) => register.has(profile.arn))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  // Other stacks' profiles may stay unknown for ever: they must not keep ours from having their turn.
  const room = Math.max(ARNS_A_CALL, CHECKED_A_DAY - unknown.length);
  const start = (Math.floor(now.getTime() / 86_400_000) * room) % known.length;
  return [...unknown, ...[...known.slice(start), ...known.slice(0, start)].slice(0, room)];
}

async function readIndex(cx: ReadContext, profiles: readonly ListedProfile[]): Promise<Map<string, Tags>> {
  const index = new Map<string, Tags>();
  const calls = Array.from({ length: Math.ceil(profiles.length / ARNS_A_CALL) }, (_, i) =>
    profiles.slice(i * ARNS_A_CALL, (i + 1) * ARNS_A_CALL).map((profile) => profile.arn),
  );
  try {
    const answers = await Promise.all(
      calls.map((ResourceARNList) => cx.aws.call("tagging", "GetResources", { ResourceARNList })),
    );
    for (const found of answers.flatMap((answer) => answer.ResourceTagMappingList ?? [])) {
      index.set(found.ResourceARN ?? "", tagsFromList(found.Tags));
    }
  } catch {
    // Without the index every profile is asked directly, as far as the bound allows.
  }
  return index;
}

/** What the register lets us assume of a profile that is not checked today: it is ours and as wanted. */
function assumed(
  profile: ListedProfile,
  register: ReadonlyMap<string, RegisterLine>,
  wanted: ReadonlyMap<string, Wanted>,
  stackName: string,
): Tags | undefined {
  const line = register.get(profile.arn);
  if (line === undefined || line.retiredAt !== null) return undefined;
  const key = `allocation/profile/${line.developer}/${line.alias}`;
  return wanted.get(key)?.tags ?? { [STACK_TAG]: stackName, [KEY_TAG]: key };
}
