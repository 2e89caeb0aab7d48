import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { environmentOf } from "../../src/env/environment.js";
import { BadInput } from "../../src/errors.js";
import type { Profile } from "../../src/env/tiers.js";
import { alice, arn, profile, profiles } from "./sample.js";

const envOf = (changes: Parameters<typeof alice>[0] = {}) => environmentOf(alice(changes)).env;

describe("environmentOf", () => {
  test("Bedrock, the Region and the profile of the stack", () => {
    expect(envOf()).toMatchObject({
      CLAUDE_CODE_USE_BEDROCK: "1",
      AWS_REGION: "us-east-1",
      AWS_PROFILE: "claude-code",
    });
  });

  test("starts with the first model, or the one chosen; the tiers stay", () => {
    const sonnetFirst = envOf({ profiles: profiles("sonnet", "opus", "haiku") });
    expect(sonnetFirst).toMatchObject({
      ANTHROPIC_MODEL: arn("sonnet"),
      ANTHROPIC_DEFAULT_MODEL: arn("sonnet"),
      ANTHROPIC_SMALL_FAST_MODEL: arn("haiku"),
    });
    const chosen = envOf({ main: "sonnet" });
    expect(chosen["ANTHROPIC_MODEL"]).toBe(arn("sonnet"));
    expect(chosen["ANTHROPIC_DEFAULT_HAIKU_MODEL"]).toBe(arn("haiku"));
    expect(chosen["ANTHROPIC_DEFAULT_OPUS_MODEL"]).toBe(arn("opus"));
  });

  test("a model that is not there is an error with the nearest one", () => {
    expect(() => environmentOf(alice({ main: "sonet" }))).toThrow(
      expect.objectContaining({ code: "unknown_model", exitCode: 3, hint: 'Did you mean "sonnet"?' }),
    );
    expect(() => environmentOf(alice({ main: "x", profiles: [] }))).toThrow(BadInput);
  });

  test("the guardrail is one header a line", () => {
    expect(envOf()).not.toHaveProperty("ANTHROPIC_CUSTOM_HEADERS");
    expect(envOf({ guardrail: { id: "gr1", version: "3" } })["ANTHROPIC_CUSTOM_HEADERS"]).toBe(
      "X-Amzn-Bedrock-GuardrailIdentifier: gr1\nX-Amzn-Bedrock-GuardrailVersion: 3",
    );
  });

  test("settings without a user are everybody's: nobody is named", () => {
    const { user: _alice, ...shared } = alice();
    expect(environmentOf(shared).env).not.toHaveProperty("OTEL_RESOURCE_ATTRIBUTES");
  });

  test("user, team, project and cost centre are resource attributes", () => {
    expect(envOf()["OTEL_RESOURCE_ATTRIBUTES"]).toBe(
      "user=alice,team=engineering,project=search,cost_center=CC-1001",
    );
    const user = { name: "Zoë O'Neill", team: "R&D, 50%", project: "a=b", costCenter: 'x;"y"\\' };
    expect(envOf({ user })["OTEL_RESOURCE_ATTRIBUTES"]).toBe(
      "user=Zo%C3%AB%20O'Neill,team=R%26D%2C%2050%25,project=a%3Db,cost_center=x%3B%22y%22%5C",
    );
  });

  test("any text survives as a resource attribute, in the characters W3C Baggage allows", () => {
    const text = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(text, text, (name, team) => {
        const attributes = envOf({ user: { name, team, project: "p", costCenter: "c" } })[
          "OTEL_RESOURCE_ATTRIBUTES"
        ];
        expect(attributes).toMatch(/^[\x21\x23-\x3A\x3C-\x5B\x5D-\x7E]*$/);
        const read = (attributes ?? "")
          .split(",")
          .map((pair) => decodeURIComponent(pair.split("=")[1] ?? ""));
        expect(read).toEqual([name, team, "p", "c"]);
      }),
    );
  });

  test("half a surrogate pair is replaced, not thrown over", () => {
    const user = { name: "a\uD800", team: "t", project: "p", costCenter: "c" };
    expect(envOf({ user })["OTEL_RESOURCE_ATTRIBUTES"]).toContain("user=a%EF%BF%BD,");
  });

  test("settings name every model, allow the developer's profiles alone and offer them", () => {
    const former = profile("former", "anthropic.claude-opus-4-1-20250805-v1:0");
    const [opus] = profiles("opus");
    const given = [{ ...opus, context: "1m" } as Profile, former];
    const { modelOverrides, availableModels, modelPicker, unpinned } = environmentOf(
      alice({ profiles: given }),
    );
    expect(modelOverrides).toEqual({
      "claude-opus-4-6": `${arn("opus")}[1m]`,
      "claude-opus-4-1-20250805": arn("former"),
    });
    expect(availableModels).toEqual([arn("opus"), arn("former")]);
    expect(modelPicker).toEqual({
      replaceBuiltInOptions: true,
      options: [
        {
          model: `${arn("opus")}[1m]`,
          label: "Opus 4.6",
          description: "opus of claude-code, 1M context",
          behavesAs: "claude-opus-4-6",
        },
        {
          model: arn("former"),
          label: "Opus 4.1",
          description: "former of claude-code",
          behavesAs: "claude-opus-4-1-20250805",
        },
      ],
    });
    expect(unpinned).toEqual(["former"]);
  });

  test("of a model nobody knows it is not said what it behaves as", () => {
    const novel = profile("novel", "anthropic.claude-opus-9");
    expect(environmentOf(alice({ profiles: [novel] })).modelPicker?.options).toEqual([
      { model: arn("novel"), label: "claude-opus-9", description: "novel of claude-code" },
    ]);
  });

  test("everybody's settings allow all models, and offer a system profile once", () => {
    const { user: _alice, ...shared } = alice();
    const system = { modelId: "anthropic.claude-opus-4-6-v1", value: "us.anthropic.claude-opus-4-6-v1" };
    const twice = [
      { alias: "opus", ...system },
      { alias: "main", ...system },
    ];
    const environment = environmentOf({ ...shared, profiles: twice });
    expect(environment).not.toHaveProperty("availableModels");
    expect(environment.modelPicker?.options).toHaveLength(1);
    expect(environment.env["ANTHROPIC_MODEL"]).toBe("us.anthropic.claude-opus-4-6-v1");
  });

  test("a sign-in is renewed by the command that made it", () => {
    expect(environmentOf(alice())).not.toHaveProperty("awsAuthRefresh");
    const identityCenter = { region: "eu-west-1", permissionSet: "claude-code-developer" };
    expect(environmentOf(alice({ identityCenter })).awsAuthRefresh).toBe(
      "aws sso login --profile claude-code",
    );
  });

  test("nothing to pin is said", () => {
    const nothing = environmentOf(alice({ profiles: [] }));
    expect(nothing.warnings).toHaveLength(1);
    expect(nothing.env).not.toHaveProperty("ANTHROPIC_MODEL");
    expect(nothing).not.toHaveProperty("availableModels");
    expect(environmentOf(alice({ profiles: profiles("opus", "sonnet", "haiku", "fable") })).warnings).toEqual(
      [],
    );
  });
});
