import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { modelFacts } from "../../src/env/capabilities.js";
import { pinTiers } from "../../src/env/tiers.js";
import { arn, profile, profiles } from "./sample.js";

const TIERS = ["OPUS", "SONNET", "HAIKU", "FABLE"] as const;
const model = (env: Record<string, string>, tier: string) => env[`ANTHROPIC_DEFAULT_${tier}_MODEL`];

describe("pinTiers", () => {
  test("each tier has its model, its name and what it can do", () => {
    const { env, overrides, warnings } = pinTiers(profiles("opus", "sonnet", "haiku", "fable"));
    expect(env).toEqual({
      ANTHROPIC_DEFAULT_OPUS_MODEL: arn("opus"),
      ANTHROPIC_DEFAULT_OPUS_MODEL_NAME: "Opus 4.6",
      ANTHROPIC_DEFAULT_OPUS_MODEL_SUPPORTED_CAPABILITIES:
        "effort,max_effort,thinking,adaptive_thinking,interleaved_thinking",
      ANTHROPIC_DEFAULT_SONNET_MODEL: arn("sonnet"),
      ANTHROPIC_DEFAULT_SONNET_MODEL_NAME: "Sonnet 4.6",
      ANTHROPIC_DEFAULT_SONNET_MODEL_SUPPORTED_CAPABILITIES:
        "effort,max_effort,thinking,adaptive_thinking,interleaved_thinking",
      ANTHROPIC_DEFAULT_HAIKU_MODEL: arn("haiku"),
      ANTHROPIC_DEFAULT_HAIKU_MODEL_NAME: "Haiku 4.5",
      ANTHROPIC_DEFAULT_HAIKU_MODEL_SUPPORTED_CAPABILITIES: "thinking",
      ANTHROPIC_DEFAULT_FABLE_MODEL: arn("fable"),
      ANTHROPIC_DEFAULT_FABLE_MODEL_NAME: "Fable 5",
      ANTHROPIC_DEFAULT_FABLE_MODEL_SUPPORTED_CAPABILITIES:
        "effort,xhigh_effort,max_effort,thinking,adaptive_thinking,interleaved_thinking",
    });
    expect(overrides).toEqual({});
    expect(warnings).toEqual([]);
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
  });

  test("a tier on another's model says so, with that model's name and capabilities", () => {
    const { env, warnings } = pinTiers(profiles("opus", "sonnet", "fable"));
    expect(env["ANTHROPIC_DEFAULT_HAIKU_MODEL_NAME"]).toBe("Sonnet 4.6");
    expect(env["ANTHROPIC_DEFAULT_HAIKU_MODEL_SUPPORTED_CAPABILITIES"]).toContain("adaptive_thinking");
    expect(warnings).toEqual(["no haiku model: the haiku tier is pinned to sonnet (Sonnet 4.6)"]);
  });

  test("the model decides the tier, not the alias", () => {
    const { env } = pinTiers([
      profile("opus", "anthropic.claude-3-5-haiku-20241022-v1:0"),
      profile("cheap", "anthropic.claude-opus-4-6-v1"),
    ]);
    expect(model(env, "OPUS")).toBe(arn("cheap"));
    expect(model(env, "HAIKU")).toBe(arn("opus"));
  });

  test("of two models of a family the one named like it has the tier, else the first; the other is an override", () => {
    const former = profile("former", "anthropic.claude-opus-4-5-20251101-v1:0");
    const named = pinTiers([former, ...profiles("opus")]);
    expect(model(named.env, "OPUS")).toBe(arn("opus"));
    expect(named.overrides).toEqual({ "claude-opus-4-5-20251101": arn("former") });

    const unnamed = pinTiers([former, profile("newer", "anthropic.claude-opus-4-6-v1")]);
    expect(model(unnamed.env, "OPUS")).toBe(arn("former"));
    expect(unnamed.overrides).toEqual({ "claude-opus-4-6": arn("newer") });
  });

  test("two aliases of one model: the second cannot be named, and that is said", () => {
    const { env, overrides, warnings } = pinTiers([
      ...profiles("opus"),
      profile("abroad", "anthropic.claude-opus-4-6-v1"),
    ]);
    expect(model(env, "OPUS")).toBe(arn("opus"));
    expect(overrides).toEqual({});
    expect(warnings).toContainEqual(expect.stringContaining("abroad is the same model as opus"));
  });

  test("of a model nobody knows no capabilities are claimed", () => {
    const { env } = pinTiers([profile("opus", "anthropic.claude-opus-9")]);
    expect(env["ANTHROPIC_DEFAULT_OPUS_MODEL_NAME"]).toBe("claude-opus-9");
    expect(env).not.toHaveProperty("ANTHROPIC_DEFAULT_OPUS_MODEL_SUPPORTED_CAPABILITIES");
  });

  test("whatever models there are, every tier is on one of them under that model's own name", () => {
    const modelId = fc.constantFrom(
      "anthropic.claude-opus-4-6-v1",
      "anthropic.claude-opus-5",
      "anthropic.claude-sonnet-5",
      "anthropic.claude-3-7-sonnet-20250219-v1:0",
      "anthropic.claude-haiku-5-5",
      "anthropic.claude-fable-5-2",
      "anthropic.claude-novel-1",
    );
    const some = fc
      .array(modelId, { minLength: 1, maxLength: 6 })
      .map((ids) => ids.map((id, i) => profile(`m${i}`, id)));
    fc.assert(
      fc.property(some, (given) => {
        const { env, overrides } = pinTiers(given);
        const byValue = new Map(given.map((one) => [one.value, one]));
        for (const tier of TIERS) {
          const pinned = byValue.get(model(env, tier) ?? "");
          expect(pinned).toBeDefined();
          expect(env[`ANTHROPIC_DEFAULT_${tier}_MODEL_NAME`]).toBe(modelFacts(pinned?.modelId ?? "").name);
        }
        const reached = new Set([...TIERS.map((tier) => model(env, tier)), ...Object.values(overrides)]);
        const models = new Set(given.filter((one) => reached.has(one.value)).map((one) => one.modelId));
        expect(models).toEqual(new Set(given.map((one) => one.modelId)));
      }),
    );
  });
});
