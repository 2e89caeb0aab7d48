import { PROPAGATION } from "../../src/aws/error-classes.js";
import { counted } from "../../src/counted.js";
import type { Kind, Live, ReadContext, Stack, Wanted } from "../../src/engine/kind.js";
import { isReplaced, matchLive } from "../../src/engine/match.js";
import { isRetiring } from "../../src/engine/ownership.js";
import { NOW, ref } from "../../src/engine/refs.js";
import { type Step, type StepReader, step } from "../../src/engine/step.js";
import {
  type Assignment,
  type RegisterLine,
  appendLines,
  currentLines,
} from "../../src/register/register.js";
import { orUndefined } from "../absent.js";
import { type InferenceProfile, inferenceProfile } from "./inference-profile.js";
import { type Register, readRegister } from "./register-read.js";

/** The append-only history of profiles: a deleted profile can no longer be resolved, and old records name it. */
export interface ProfileRegister {
  bucket: string;
  objectKey: string;
  /** What the register should say of each wanted profile, by the profile's key. */
  assignments: Record<string, Assignment>;
  /** ARNs of profiles that are gone, or go, and are not marked so yet. */
  toRetire: string[];
}

interface Extra extends Record<string, unknown> {
  register: Register;
  /** Existing profiles that stay, by the key of the wanted profile. */
  profiles: Map<string, Live<InferenceProfile>>;
}

/** An S3 object with one line a profile and change. */
export const profileRegister: Kind<ProfileRegister> = {
  name: "profile-register",
  phase: "allocation",
  needs: ["s3-bucket"],
  fields: {
    bucket: { compare: "ignore" },
    objectKey: { compare: "ignore" },
    assignments: { compare: "value" },
    toRetire: { compare: "set" },
  },

  read: async (cx, wanted) => {
    const [want] = wanted;
    if (want === undefined) return [];
    const register = await readRegister(cx);
    const { profiles, retiring } = await stayingProfiles(cx);
    if (register.etag === undefined && profiles.size === 0) return [];
    const current = currentLines(register.lines);
    const staying = new Map([...profiles].map(([key, live]) => [live.attributes["arn"] ?? "", key]));
    const assignments: Record<string, Assignment> = {};
    for (const [arn, line] of current) {
      const key = staying.get(arn);
      if (key !== undefined && line.retiredAt === null) assignments[key] = assignmentOf(line);
    }
    const toRetire = [...current.values()]
      .filter((line) => line.retiredAt === null && cx.developers?.has(line.developer) !== false)
      .filter((line) => cx.forRemoval || !(staying.has(line.arn) || retiring.has(line.arn)))
      .map((line) => line.arn);
    const extra: Extra = { register, profiles };
    return [
      {
        kind: profileRegister.name,
        name: want.name,
        key: want.key,
        owner: "ours",
        keep: "data",
        spec: { ...want.spec, assignments, toRetire },
        attributes: {},
        extra,
      },
    ];
  },

  create: (want, stack) => write(want.spec, undefined, want.spec.assignments, [], stack),

  update: (want, live, _changed, stack) => {
    const known = live.spec.assignments ?? {};
    const changed = Object.entries(want.spec.assignments).filter(
      ([key, assignment]) => JSON.stringify(known[key]) !== JSON.stringify(assignment),
    );
    return write(
      want.spec,
      live.extra as Extra,
      Object.fromEntries(changed),
      live.spec.toRetire ?? [],
      stack,
    );
  },

  remove: () => [],

  whenKept: (live, stack) =>
    (live.spec.toRetire ?? []).length === 0
      ? []
      : write(live.spec as ProfileRegister, live.extra as Extra, {}, live.spec.toRetire ?? [], stack),
};

interface Staying {
  /** Profiles that exist and stay as they are, by key: neither replaced nor deleted in this run. */
  profiles: Map<string, Live<InferenceProfile>>;
  /** ARNs of replaced profiles that stay beside their replacement. */
  retiring: Set<string>;
}

async function stayingProfiles(cx: ReadContext): Promise<Staying> {
  const wanted = cx.wanted.filter(
    (want) => want.kind === inferenceProfile.name,
  ) as Wanted<InferenceProfile>[];
  const live = await inferenceProfile.read(cx, wanted);
  const match = matchLive(inferenceProfile, wanted, live, cx.stack);
  const profiles = new Map<string, Live<InferenceProfile>>();
  const retiring = new Set<string>();
  for (const want of wanted) {
    const found = match.byKey.get(want.key) as Live<InferenceProfile> | undefined;
    if (found === undefined) continue;
    if (found.spec.source === want.spec.source) profiles.set(want.key, found);
    else if (cx.keepOld) retiring.add(found.attributes["arn"] ?? "");
  }
  for (const { key, live: old } of match.orphans) {
    const stays = isRetiring(old) ? !cx.dropOld : cx.keepOld && isReplaced(match, key);
    if (stays) retiring.add(old.attributes["arn"] ?? "");
  }
  return { profiles, retiring };
}

function write(
  spec: Pick<ProfileRegister, "bucket" | "objectKey">,
  extra: Extra | undefined,
  assignments: Record<string, Assignment>,
  toRetire: readonly string[],
  stack: Stack,
): Step[] {
  const register = extra?.register ?? { text: "", lines: [] };
  const current = currentLines(register.lines);
  const added = Object.entries(assignments).map(([key, assignment]): RegisterLine => {
    const profile = extra?.profiles.get(key);
    const arn = profile?.attributes["arn"] ?? ref(key, "arn");
    // A profile the register has not met holds since it was made; a changed assignment holds from now on.
    const since = profile === undefined || current.has(arn) ? NOW : seconds(profile.attributes["createdAt"]);
    return {
      arn,
      id: profile?.attributes["id"] ?? ref(key, "id"),
      ...assignment,
      createdAt: since,
      retiredAt: null,
    };
  });
  const retired = toRetire.flatMap((arn) => {
    const line = current.get(arn);
    return line === undefined ? [] : [{ ...line, retiredAt: NOW }];
  });
  const condition = register.etag === undefined ? { IfNoneMatch: "*" } : { IfMatch: register.etag };
  return [
    step(
      "s3",
      "PutObject",
      {
        Bucket: spec.bucket,
        Key: spec.objectKey,
        Body: appendLines(register.text, [...added, ...retired]),
        ContentType: "application/x-ndjson",
        ExpectedBucketOwner: stack.account,
        ...condition,
      },
      whatFor(added.length, retired.length),
      {
        dropUnresolvedLinesOf: "Body",
        propagation: register.etag === undefined ? PROPAGATION.newBucket : PROPAGATION.newObject,
        ownEffect: { errors: ["PreconditionFailed"], isThere: holdsBody },
      },
    ),
  ];
}

function whatFor(added: number, retired: number): string {
  const parts = [
    ...(added > 0 ? [`note ${counted(added, "profile")} in the register`] : []),
    ...(retired > 0 ? [`mark ${counted(retired, "profile")} as retired in the register`] : []),
  ];
  return parts.join(" and ") || "write the register";
}

/** Whether the object says what the input would have it say: the first answer of a repeated write was lost. */
async function holdsBody(input: object, read: StepReader): Promise<boolean> {
  const { Bucket, Key, Body } = input as { Bucket: string; Key: string; Body: string };
  const answer = await orUndefined(read("s3", "GetObject", { Bucket, Key }), ["NoSuchKey"]);
  return (await answer?.Body?.transformToString()) === Body;
}

function assignmentOf(line: RegisterLine): Assignment {
  const { developer, team, project, costCenter, alias, modelId, source } = line;
  return { developer, team, project, costCenter, alias, modelId, source };
}

function seconds(time: string | undefined): string {
  return time === undefined || time === "" ? NOW : `${time.slice(0, 19)}Z`;
}
