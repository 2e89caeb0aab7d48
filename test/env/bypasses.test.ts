import { describe, expect, test } from "vitest";
import { bypasses, bypassingVariables, printable } from "../../src/env/bypasses.js";
import { environmentOf } from "../../src/env/environment.js";
import { alice, arn } from "./sample.js";

const environment = environmentOf(alice());
const keys = (settings: Record<string, unknown>) => bypasses(settings, environment).map(({ key }) => key);

describe("bypasses", () => {
  test("what the environment itself says is no bypass", () => {
    const { env, modelOverrides, availableModels } = environment;
    expect(keys({ env, modelOverrides, availableModels, model: arn("opus") })).toEqual([]);
  });

  test.each([
    [{ model: "claude-opus-4-1-20250805" }, ["model"]],
    [{ model: "us.anthropic.claude-opus-4-6-v1" }, ["model"]],
    [{ model: arn("gone") }, ["model"]],
    [{ model: "opus" }, []],
    [{ model: "Sonnet[1m]" }, []],
    [{ model: `${arn("opus")}[1m]` }, []],
    [{ fallbackModel: ["opus", "claude-opus-4-1"] }, ["fallbackModel"]],
    [{ fallbackModel: "sonnet" }, []],
    [{ availableModels: ["opus", arn("opus"), 7] }, ["availableModels[0]", "availableModels[2]"]],
    [{ modelOverrides: { "claude-opus-4-1": "us.x" } }, ["modelOverrides.claude-opus-4-1"]],
    [{ awsCredentialExport: "cat secret" }, ["awsCredentialExport"]],
    [{ env: [], model: 7, availableModels: "x", modelOverrides: null }, []],
  ])("%j names %j", (settings, expected) => {
    expect(keys(settings)).toEqual(expected);
  });

  test.each([
    [{ AWS_BEARER_TOKEN_BEDROCK: "bedrock-api-key-secret" }, ["env.AWS_BEARER_TOKEN_BEDROCK"]],
    [{ CLAUDE_CODE_USE_MANTLE: "1" }, ["env.CLAUDE_CODE_USE_MANTLE"]],
    [{ CLAUDE_CODE_USE_MANTLE: "0", CLAUDE_CODE_USE_VERTEX: "false", AWS_BEARER_TOKEN_BEDROCK: "" }, []],
    [{ CLAUDE_CODE_USE_VERTEX: "true" }, ["env.CLAUDE_CODE_USE_VERTEX"]],
    [{ CLAUDE_CODE_SUBAGENT_MODEL: "claude-opus-4-1" }, ["env.CLAUDE_CODE_SUBAGENT_MODEL"]],
    [{ CLAUDE_CODE_SUBAGENT_MODEL: "inherit" }, ["env.CLAUDE_CODE_SUBAGENT_MODEL"]],
    [{ CLAUDE_CODE_SUBAGENT_MODEL: "haiku", ANTHROPIC_CUSTOM_MODEL_OPTION: arn("opus") }, []],
    [{ ANTHROPIC_SMALL_FAST_MODEL_AWS_REGION: "us-east-1" }, []],
    [{ ANTHROPIC_SMALL_FAST_MODEL_AWS_REGION: "eu-west-1" }, ["env.ANTHROPIC_SMALL_FAST_MODEL_AWS_REGION"]],
    [{ ANTHROPIC_MODEL: "us.replaced" }, []],
  ])("variables %j name %j", (env, expected) => {
    expect(keys({ env })).toEqual(expected);
    const inShell = bypassingVariables(env, environment);
    expect(inShell.map(({ key }) => `env.${key}`)).toEqual(expected);
  });

  test("values are never told", () => {
    const secret = "hunter2-secret";
    const settings = {
      env: { AWS_BEARER_TOKEN_BEDROCK: secret, CLAUDE_CODE_SUBAGENT_MODEL: secret },
      model: secret,
      fallbackModel: secret,
      availableModels: [secret],
      modelOverrides: { a: secret },
      awsCredentialExport: secret,
    };
    expect(keys(settings)).toHaveLength(7);
    expect(JSON.stringify(bypasses(settings, environment))).not.toContain(secret);
  });
});

test("keys are fit for a terminal", () => {
  expect(printable("claude-opus-4-6")).toBe("claude-opus-4-6");
  expect(printable("\u001B[2J\u202Ex\u009B")).toBe(String.raw`"\u001b[2J\u202ex\u009b"`);
  expect(printable("x".repeat(200)).length).toBeLessThan(90);
});
