import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anthropicId, familyOf, modelFacts } from "../../src/env/capabilities.js";
import { type Profile, pinTiers as pinned, spelled, withoutWindow } from "../../src/env/tiers.js";
import { arn, profile, profiles } from "./sample.js";

const TIERS = ["OPUS", "SONNET", "HAIKU", "FABLE"] as const;
const model = (env: Record<string, string>, tier: string) => env[`ANTHROPIC_DEFAULT_${tier}_MODEL`];
const pinTiers = (given: readonly Profile[]) => pinned(given, "claude-code");

describe("pinTiers", () => {
  test("each tier has its model, its name, what it is and what it can do; background work that of haiku", () => {
    const { env, overrides, unpinned, notes } = pinTiers(profiles("opus", "sonnet", "haiku", "fable"));
    expect(env).toEqual({
      ANTHROPIC_DEFAULT_OPUS_MODEL: arn("opus"),
      ANTHROPIC_DEFAULT_OPUS_MODEL_NAME: "Opus 4.6",
      ANTHROPIC_DEFAULT_OPUS_MODEL_DESCRIPTION: "opus of claude-code",
      ANTHROPIC_DEFAULT_OPUS_MODEL_SUPPORTED_CAPABILITIES:
        "effort,max_effort,thinking,adaptive_thinking,interleaved_thinking",
      ANTHROPIC_DEFAULT_SONNET_MODEL: arn("sonnet"),
      ANTHROPIC_DEFAULT_SONNET_MODEL_NAME: "Sonnet 4.6",
      ANTHROPIC_DEFAULT_SONNET_MODEL_DESCRIPTION: "sonnet of claude-code",
      ANTHROPIC_DEFAULT_SONNET_MODEL_SUPPORTED_CAPABILITIES:
        "effort,max_effort,thinking,adaptive_thinking,interleaved_thinking",
      ANTHROPIC_SMALL_FAST_MODEL: arn("haiku"),
      ANTHROPIC_DEFAULT_HAIKU_MODEL: arn("haiku"),
      ANTHROPIC_DEFAULT_HAIKU_MODEL_NAME: "Haiku 4.5",
      ANTHROPIC_DEFAULT_HAIKU_MODEL_DESCRIPTION: "haiku of claude-code",
      ANTHROPIC_DEFAULT_HAIKU_MODEL_SUPPORTED_CAPABILITIES: "thinking",
      ANTHROPIC_DEFAULT_FABLE_MODEL: arn("fable"),
      ANTHROPIC_DEFAULT_FABLE_MODEL_NAME: "Fable 5",
      ANTHROPIC_DEFAULT_FABLE_MODEL_DESCRIPTION: "fable of claude-code",
      ANTHROPIC_DEFAULT_FABLE_MODEL_SUPPORTED_CAPABILITIES:
        "effort,xhigh_effort,max_effort,thinking,adaptive_thinking,interleaved_thinking",
    });
    expect(overrides).toEqual({
      "claude-opus-4-6": arn("opus"),
      "claude-sonnet-4-6": arn("sonnet"),
      "claude-haiku-4-5-20251001": arn("haiku"),
      "claude-fable-5": arn("fable"),
    });
    expect(unpinned).toEqual([]);
    expect(notes).toEqual([]);
  });

  test.each([
    [["sonnet", "opus"], { OPUS: "opus", SONNET: "sonnet", HAIKU: "sonnet", FABLE: "opus" }],
    [["haiku"], { OPUS: "haiku", SONNET: "haiku", HAIKU: "haiku", FABLE: "haiku" }],
    [["opus", "haiku"], { OPUS: "opus", SONNET: "opus", HAIKU: "haiku", FABLE: "opus" }],
    [["fable", "haiku"], { OPUS: "fable", SONNET: "fable", HAIKU: "haiku", FABLE: "fable" }],
    [["sonnet", "haiku"], { OPUS: "sonnet", SONNET: "sonnet", HAIKU: "haiku", FABLE: "sonnet" }],
  ] as const)("with %j the tiers are %o", (aliases, expected) => {
    const { env } = pinTiers(profiles(...aliases));
    for (const tier of TIERS) expect(model(env, tier)).toBe(arn(expected[tier]));
    expect(env["ANTHROPIC_SMALL_FAST_MODEL"]).toBe(arn(expected.HAIKU));
  });

  test("a tier on another's model says so, with that model's name and capabilities", () => {
    const { env, notes } = pinTiers(profiles("opus", "sonnet", "fable"));
    expect(env["ANTHROPIC_DEFAULT_HAIKU_MODEL_NAME"]).toBe("Sonnet 4.6");
    expect(env["ANTHROPIC_DEFAULT_HAIKU_MODEL_DESCRIPTION"]).toBe("sonnet of claude-code, in place of haiku");
    expect(env["ANTHROPIC_DEFAULT_HAIKU_MODEL_SUPPORTED_CAPABILITIES"]).toContain("adaptive_thinking");
    expect(notes).toEqual(["no haiku model: the haiku tier is pinned to sonnet (Sonnet 4.6)"]);
  });

  test("that there is no fable model is no news", () => {
    const { env, notes } = pinTiers(profiles("opus", "sonnet", "haiku"));
    expect(env["ANTHROPIC_DEFAULT_FABLE_MODEL_DESCRIPTION"]).toBe("opus of claude-code, in place of fable");
    expect(notes).toEqual([]);
  });

  test("the model decides the tier, not the alias", () => {
    const { env } = pinTiers([
      profile("opus", "anthropic.claude-3-5-haiku-20241022-v1:0"),
      profile("cheap", "anthropic.claude-opus-4-6-v1"),
    ]);
    expect(model(env, "OPUS")).toBe(arn("cheap"));
    expect(model(env, "HAIKU")).toBe(arn("opus"));
  });

  test("of two models of a family the one listed first has the tier, whatever its alias; both are overrides", () => {
    const former = profile("former", "anthropic.claude-opus-4-5-20251101-v1:0");
    const overrides = { "claude-opus-4-5-20251101": arn("former"), "claude-opus-4-6": arn("opus") };
    const olderFirst = pinTiers([former, ...profiles("opus")]);
    expect(model(olderFirst.env, "OPUS")).toBe(arn("former"));
    expect(olderFirst.env["ANTHROPIC_DEFAULT_OPUS_MODEL_NAME"]).toBe("Opus 4.5");
    expect(olderFirst).toMatchObject({ overrides, unpinned: ["opus"] });

    const newerFirst = pinTiers([...profiles("opus"), former]);
    expect(model(newerFirst.env, "OPUS")).toBe(arn("opus"));
    expect(newerFirst).toMatchObject({ overrides, unpinned: ["former"] });
  });

  test("two aliases of one model: its name leads to the first", () => {
    const { env, overrides, unpinned } = pinTiers([
      ...profiles("opus"),
      profile("abroad", "anthropic.claude-opus-4-6-v1"),
    ]);
    expect(model(env, "OPUS")).toBe(arn("opus"));
    expect(overrides).toEqual({ "claude-opus-4-6": arn("opus") });
    expect(unpinned).toEqual(["abroad"]);
  });

  test("of a model nobody knows no capabilities are claimed", () => {
    const { env } = pinTiers([profile("opus", "anthropic.claude-opus-9")]);
    expect(env["ANTHROPIC_DEFAULT_OPUS_MODEL_NAME"]).toBe("claude-opus-9");
    expect(env).not.toHaveProperty("ANTHROPIC_DEFAULT_OPUS_MODEL_SUPPORTED_CAPABILITIES");
  });

  test("the long window is asked for wherever the model is named, and for no other model", () => {
    const [opus, sonnet, haiku] = profiles("opus", "sonnet", "haiku");
    const { env, overrides } = pinTiers([opus, { ...sonnet, context: "1m" }, haiku] as Profile[]);
    expect(model(env, "SONNET")).toBe(`${arn("sonnet")}[1m]`);
    expect(overrides["claude-sonnet-4-6"]).toBe(`${arn("sonnet")}[1m]`);
    const rest = [...Object.values(env), ...Object.values(overrides)].filter((one) => one.includes("[1m]"));
    expect(rest).toHaveLength(2);
    const alone = pinTiers([{ ...haiku, context: "1m" } as Profile]).env;
    expect(alone["ANTHROPIC_SMALL_FAST_MODEL"]).toBe(model(alone, "HAIKU"));
  });

  test("whatever models there are, every tier is on the first of its family under its own name, every model has an override", () => {
    const modelId = fc.constantFrom(
      "anthropic.claude-opus-4-6-v1",
      "anthropic.claude-opus-5",
      "anthropic.claude-sonnet-5",
      "anthropic.claude-3-7-sonnet-20250219-v1:0",
      "anthropic.claude-haiku-5-5",
      "anthropic.claude-fable-5-2",
      "anthropic.claude-novel-1",
    );
    const context = fc.constantFrom({}, { context: "1m" as const });
    const some = fc
      .array(fc.tuple(modelId, context), { minLength: 1, maxLength: 6 })
      .map((models) => models.map(([id, window], i) => ({ ...profile(`m${i}`, id), ...window })));
    fc.assert(
      fc.property(some, (given) => {
        const { env, overrides, unpinned } = pinTiers(given);
        const bySpelling = new Map(given.map((one) => [spelled(one), one]));
        for (const tier of TIERS) {
          const found = bySpelling.get(model(env, tier) ?? "");
          expect(found).toBeDefined();
          expect(env[`ANTHROPIC_DEFAULT_${tier}_MODEL_NAME`]).toBe(modelFacts(found?.modelId ?? "").name);
          const first = given.find((one) => familyOf(one.modelId)?.toUpperCase() === tier);
          if (first !== undefined) expect(found).toBe(first);
        }
        const ids = new Set(given.map((one) => anthropicId(one.modelId)));
        expect(new Set(Object.keys(overrides))).toEqual(ids);
        for (const [id, value] of Object.entries(overrides)) {
          expect(bySpelling.get(value)).toBe(given.find((one) => anthropicId(one.modelId) === id));
        }
        const pins = new Set(TIERS.map((tier) => model(env, tier)));
        expect(given.filter((one) => !pins.has(spelled(one))).map((one) => one.alias)).toEqual(unpinned);
      }),
    );
  });
});

test("the window is no part of the profile", () => {
  expect(withoutWindow(`${arn("a")}[1m]`)).toBe(arn("a"));
  expect(withoutWindow(`${arn("a")}[1M]`)).toBe(arn("a"));
  expect(withoutWindow("us.anthropic.claude-opus-5")).toBe("us.anthropic.claude-opus-5");
});
