import { describe, expect, test } from "vitest";
import type { ListedProfile } from "../../../reconcilers/allocation/listed-profiles.js";
import { profileTags } from "../../../reconcilers/allocation/profile-tags.js";
import type { Aws } from "../../../src/aws/aws.js";
import type { ReadContext, Tags, Wanted } from "../../../src/engine/kind.js";
import type { RegisterLine } from "../../../src/register/register.js";
import { STACK } from "../../support/reconcile.js";

const DAY_MS = 86_400_000;

function keyOf(n: number): string {
  return `allocation/profile/u${n}/opus`;
}

function arnOf(n: number): string {
  return `arn:profile/${String(n).padStart(5, "0")}`;
}

function tagsOf(n: number, more: Tags = {}): Tags {
  return { "ccb:stack": STACK.name, "ccb:key": keyOf(n), Team: "t", ...more };
}

function listed(count: number): ListedProfile[] {
  return Array.from({ length: count }, (_, n) => ({
    ...{ arn: arnOf(n), id: String(n).padStart(5, "0"), name: `claude-code-u${n}` },
    ...{ createdAt: "2026-01-01T00:00:00Z", models: [] },
  }));
}

function registered(count: number): Map<string, RegisterLine> {
  const base = { id: "", team: "t", project: "p", costCenter: "c", modelId: "m", source: "us.m" };
  const rest = { alias: "opus", createdAt: "2026-01-01T00:00:00Z", retiredAt: null };
  return new Map(
    Array.from({ length: count }, (_, n) => [
      arnOf(n),
      { arn: arnOf(n), developer: `u${n}`, ...base, ...rest },
    ]),
  );
}

function wantedFor(count: number): Map<string, Wanted> {
  return new Map(
    Array.from({ length: count }, (_, n) => [
      keyOf(n),
      { key: keyOf(n), kind: "inference-profile", name: `claude-code-u${n}`, spec: {}, tags: tagsOf(n) },
    ]),
  );
}

interface World {
  /** What the index says, by ARN; the truth unless said otherwise. */
  index?: (arn: string) => Tags | undefined;
  truth?: (arn: string) => Tags;
  day?: number;
  thorough?: boolean;
}

/** A context whose index and Bedrock answer from functions; notes what was asked. */
function world({
  index,
  truth = (arn) => tagsOf(Number(arn.slice(-5))),
  day = 0,
  thorough = false,
}: World = {}) {
  const looked = new Set<string>();
  const asked = new Set<string>();
  const say = index ?? truth;
  const call = async (
    _service: string,
    operation: string,
    input: { ResourceARNList?: string[]; resourceARN?: string },
  ) => {
    if (operation === "GetResources") {
      const arns = input.ResourceARNList ?? [];
      expect(arns.length).toBeLessThanOrEqual(100);
      for (const arn of arns) looked.add(arn);
      const found = arns.map((arn) => ({ arn, tags: say(arn) })).filter(({ tags }) => tags !== undefined);
      return {
        ResourceTagMappingList: found.map(({ arn, tags }) => ({
          ResourceARN: arn,
          Tags: Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
        })),
      };
    }
    const arn = input.resourceARN ?? "";
    asked.add(arn);
    return { tags: Object.entries(truth(arn)).map(([key, value]) => ({ key, value })) };
  };
  const cx = {
    ...{ aws: { call } as unknown as Aws, stack: STACK, thorough },
    now: new Date(day * DAY_MS),
  } as unknown as ReadContext;
  return { cx, looked, asked };
}

describe("profileTags", () => {
  test("up to a thousand profiles are all looked up, a hundred a call, and none asked one by one", async () => {
    const { cx, looked, asked } = world();
    const tags = await profileTags(cx, listed(1000), registered(1000), wantedFor(1000));
    expect([looked.size, asked.size]).toEqual([1000, 0]);
    expect(tags.get(arnOf(7))).toEqual(tagsOf(7));
  });

  test.each([
    ["known to the register", 2500, 400, 7],
    ["and some never known to it", 2400, 400, 8],
    ["and many never known to it", 2000, 600, 20],
  ])("of more a share a day, until each has had its turn: all %s", async (_what, known, share, days) => {
    const seen = new Set<string>();
    for (let day = 20_000; day < 20_000 + days; day += 1) {
      const { cx, looked } = world({ day });
      await profileTags(cx, listed(2500), registered(known), wantedFor(2500));
      expect(looked.size).toBe(share);
      for (const arn of looked) seen.add(arn);
    }
    expect(seen.size).toBe(2500);
  });

  test("a thorough look looks at all", async () => {
    const { cx, looked } = world({ thorough: true });
    await profileTags(cx, listed(2500), registered(2500), wantedFor(2500));
    expect(looked.size).toBe(2500);
  });

  test("what the register does not know is always among them", async () => {
    const { cx, looked } = world();
    const profiles = listed(2500);
    await profileTags(cx, profiles, registered(2300), wantedFor(2500));
    for (const { arn } of profiles.slice(2300)) expect(looked.has(arn)).toBe(true);
    expect(looked.size).toBe(400);
  });

  test("what is not looked up today is taken for what the register says", async () => {
    const { cx, looked } = world({ truth: () => ({}) });
    const tags = await profileTags(cx, listed(2000), registered(2000), wantedFor(2000));
    const rest = listed(2000).filter(({ arn }) => !looked.has(arn));
    expect(rest).toHaveLength(1600);
    for (const { arn, id } of rest) expect(tags.get(arn)).toEqual(tagsOf(Number(id)));
  });

  test("where the index differs from what is wanted, or is silent, the profile itself is asked", async () => {
    const { cx, asked } = world({
      index: (arn) =>
        arn === arnOf(1)
          ? tagsOf(1, { Team: "old" })
          : arn === arnOf(2)
            ? undefined
            : tagsOf(Number(arn.slice(-5))),
    });
    const tags = await profileTags(cx, listed(5), registered(0), wantedFor(5));
    expect(asked).toEqual(new Set([arnOf(1), arnOf(2)]));
    expect(tags.get(arnOf(1))).toEqual(tagsOf(1));
    expect(tags.get(arnOf(2))).toEqual(tagsOf(2));
  });

  test("what would be deleted is always asked itself, however many there are", async () => {
    const { cx, asked } = world({ day: 20_000 });
    const profiles = listed(2000);
    await profileTags(cx, profiles, registered(2000), wantedFor(1500));
    expect(asked).toEqual(new Set(profiles.slice(1500).map(({ arn }) => arn)));
  });

  test("another stack's are left to it, unless they have a name we want", async () => {
    const foreign = { "ccb:stack": "claude-code-eu", "ccb:key": keyOf(1) };
    const { cx, asked } = world({ truth: () => foreign });
    const tags = await profileTags(cx, listed(3), registered(0), wantedFor(1));
    expect(asked).toEqual(new Set([arnOf(0)]));
    expect(tags.get(arnOf(2))).toEqual(foreign);
  });

  test("without the index every profile is asked", async () => {
    const { cx, asked } = world();
    const call = cx.aws.call.bind(cx.aws) as (...args: unknown[]) => Promise<unknown>;
    cx.aws.call = (async (service: string, operation: string, input: object) => {
      if (operation === "GetResources") throw new Error("denied");
      return call(service, operation, input);
    }) as never;
    const tags = await profileTags(cx, listed(5), new Map(), wantedFor(5));
    expect(asked.size).toBe(5);
    expect(tags.get(arnOf(3))).toEqual(tagsOf(3));
  });
});
