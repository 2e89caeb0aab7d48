import { describe, expect, test } from "vitest";
import { billedServices, productName } from "../../../reconcilers/budgets/billed-services.js";
import { templateText } from "../../../src/templates.js";
import { compositionOf } from "./composition.js";

const known = Object.entries(JSON.parse(templateText("models.json")) as Record<string, string>);

describe("names that Claude is billed under", () => {
  test.each([
    ["anthropic.claude-opus-4-6-v1", "Claude Opus 4.6"],
    ["anthropic.claude-haiku-4-5-20251001-v1:0", "Claude Haiku 4.5"],
    ["anthropic.claude-3-5-haiku-20241022-v1:0", "Claude 3.5 Haiku"],
    ["anthropic.claude-3-5-sonnet-20241022-v2:0", "Claude 3.5 Sonnet v2"],
    ["anthropic.claude-3-haiku-20240307-v1:0", "Claude 3 Haiku"],
    ["anthropic.claude-sonnet-6", "Claude Sonnet 6"],
    ["anthropic.claude-sonnet-6-1-20271001-v1:0", "Claude Sonnet 6.1"],
    ["amazon.nova-pro-v1:0", undefined],
  ])("%s is %s", (modelId, name) => {
    expect(productName(modelId)).toBe(name);
  });

  test.each(known)("the rule for unknown models agrees on %s", (modelId, name) => {
    // Another revision of the model is in no table, so the rule answers.
    const unknown = /-v\d/.test(modelId) ? modelId.replace(/-v\d.*$/, "-v1:9") : `${modelId}-v1:9`;
    expect(known.some(([id]) => id === unknown)).toBe(false);
    expect(productName(unknown)).toBe(name);
  });

  test("every known model counts, and so does a new one that the YAML names", () => {
    const services = billedServices(
      compositionOf({ models: { next: { copyFrom: "eu.anthropic.claude-opus-6-2-20280101-v1:0" } } }),
    );
    expect(services).toEqual(
      expect.arrayContaining(known.map(([, name]) => `${name} (Amazon Bedrock Edition)`)),
    );
    expect(services).toContain("Claude Opus 6.2 (Amazon Bedrock Edition)");
    expect(services).toContain("Amazon Bedrock");
    expect(new Set(services).size).toBe(services.length);
  });
});
