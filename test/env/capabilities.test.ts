import { describe, expect, test } from "vitest";
import { anthropicId, familyOf, modelFacts } from "../../src/env/capabilities.js";
import { priceRows } from "../../src/report/prices.js";

const pricedModels = [...new Set(priceRows({}).map((row) => row.id.replace(/^.*(?=anthropic\.)/, "")))];

describe("modelFacts", () => {
  test("every model with a price has a name of its own, a family and known capabilities", () => {
    expect(pricedModels.length).toBeGreaterThanOrEqual(20);
    const names = pricedModels.map((id) => modelFacts(id).name);
    expect(new Set(names).size).toBe(pricedModels.length);
    for (const id of pricedModels) {
      expect(modelFacts(id).name.toLowerCase()).toMatch(
        new RegExp(String.raw`^${familyOf(id)} \d(\.\d)?( v2)?$`),
      );
      expect(modelFacts(id).capabilities).toBeDefined();
    }
  });

  test("xhigh effort came with Opus 4.7, adaptive thinking with 4.6", () => {
    const of = (id: string) => modelFacts(id).capabilities;
    expect(of("anthropic.claude-opus-4-7")).toContain("xhigh_effort");
    expect(of("anthropic.claude-opus-4-6-v1")).not.toContain("xhigh_effort");
    expect(of("anthropic.claude-opus-4-6-v1")).toContain("adaptive_thinking");
    expect(of("anthropic.claude-opus-4-5-20251101-v1:0")).toEqual(["thinking", "interleaved_thinking"]);
    expect(of("anthropic.claude-haiku-4-5-20251001-v1:0")).toEqual(["thinking"]);
  });

  test("a capability never comes without the one it builds on", () => {
    for (const id of pricedModels) {
      const has = new Set<string>(modelFacts(id).capabilities);
      if (has.has("xhigh_effort") || has.has("max_effort")) expect(has).toContain("effort");
      if (has.has("adaptive_thinking") || has.has("interleaved_thinking")) expect(has).toContain("thinking");
    }
  });

  test("a model nobody knows keeps its id for a name and promises nothing", () => {
    expect(modelFacts("us.anthropic.claude-opus-9-v1:0")).toEqual({ name: "claude-opus-9" });
    expect(modelFacts("anthropic.claude-sonnet-5-5-1").capabilities).toBeUndefined();
  });

  test("the prefix of a system profile does not matter", () => {
    expect(modelFacts("global.anthropic.claude-sonnet-5-5").name).toBe("Sonnet 5.5");
    expect(modelFacts("us-gov.anthropic.claude-sonnet-5").name).toBe("Sonnet 5");
  });
});

test.each([
  ["anthropic.claude-3-5-haiku-20241022-v1:0", "haiku", "claude-3-5-haiku-20241022"],
  ["us.anthropic.claude-opus-4-6-v1", "opus", "claude-opus-4-6"],
  ["anthropic.claude-opus-4-5-20251101-v1:0", "opus", "claude-opus-4-5-20251101"],
  ["anthropic.claude-sonnet-4-5-20250929-v1:0:200k", "sonnet", "claude-sonnet-4-5-20250929"],
  ["anthropic.claude-fable-5-1", "fable", "claude-fable-5-1"],
  ["anthropic.claude-instant-v1", undefined, "claude-instant"],
])("%s is of the family %s and Anthropic's %s", (modelId, family, id) => {
  expect(familyOf(modelId)).toBe(family);
  expect(anthropicId(modelId)).toBe(id);
});
