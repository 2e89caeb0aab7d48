import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Context, type GlobalOptions } from "../../src/commands/context.js";
import { prices } from "../../src/commands/prices.js";
import type { KnownError } from "../../src/errors.js";
import { workspace } from "../support/cli.js";
import { SMALL } from "../support/yaml.js";

interface Listed {
  asOf: string;
  sources: string[];
  discountPercent: number;
  rows: {
    id: string;
    input?: number;
    cacheRead?: number;
    overridden: string[];
    from?: string;
    until?: string;
  }[];
}

/** Runs `ccb prices` with this YAML; undefined: without one. */
async function run(
  model?: string,
  yaml: string | undefined = SMALL,
  options: GlobalOptions = {},
  columns = 80,
): Promise<string> {
  const { cwd } = workspace(yaml);
  if (yaml === "") rmSync(join(cwd, "ccb.yaml"));
  let out = "";
  const io = {
    ...{ out: (text: string) => (out += text), err: () => {}, ask: async () => "" },
    ...{ interactive: false, canAsk: false, color: false, columns, env: {}, cwd },
    signal: new AbortController().signal,
  };
  await prices(new Context(io, options), model);
  return out;
}

const json = async (model?: string, yaml?: string) =>
  JSON.parse(await run(model, yaml, { json: true })) as Listed;

const PRICED = `${SMALL}report:
  pricing:
    discountPercent: 5
    overrides:
      us.anthropic.claude-sonnet-4-6: { input: 2 }
      us.anthropic.claude-secret-9: { input: 1, output: 4 }
`;

describe("ccb prices", () => {
  it("lists every row with all five classes, where it is from and when it was compiled", async () => {
    const { asOf, sources, rows } = await json();
    expect(asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(sources.length).toBeGreaterThan(0);
    expect(rows.length).toBeGreaterThan(90);
    for (const row of rows) {
      const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = row as Record<string, unknown>;
      for (const price of [input, output, cacheRead, cacheWrite5m, cacheWrite1h])
        expect(price, row.id).toBeTypeOf("number");
    }
  });

  it("works without a configuration file", async () => {
    expect((await json(undefined, "")).rows.length).toBeGreaterThan(90);
  });

  it("applies overrides and discount exactly, and marks them", async () => {
    const { rows, discountPercent } = await json("us.anthropic.claude-sonnet-4-6", PRICED);
    expect(discountPercent).toBe(5);
    expect(rows).toEqual([
      {
        ...{ id: "us.anthropic.claude-sonnet-4-6", input: 1.9, output: 15.675, cacheRead: 0.3135 },
        ...{ cacheWrite5m: 3.91875, cacheWrite1h: 6.27, overridden: ["input"], derived: [] },
      },
    ]);
    const text = await run("us.anthropic.claude-sonnet-4-6", PRICED);
    expect(text).toContain("*1.90");
    expect(text).toContain("discount of 5 %");
    expect((await json("us.anthropic.claude-secret-9", PRICED)).rows).toEqual([
      {
        ...{ id: "us.anthropic.claude-secret-9", input: 0.95, output: 3.8, cacheWrite1h: 1.9 },
        ...{ overridden: ["input", "output"], derived: ["cacheWrite1h"] },
      },
    ]);
  });

  it("finds a model by id, alias or name", async () => {
    const ids = async (model: string) => (await json(model)).rows.map(({ id }) => id);
    expect(await ids("sonnet")).toEqual(["us.anthropic.claude-sonnet-4-6"]);
    expect(await ids("anthropic.claude-opus-4-6-v1")).toEqual(["anthropic.claude-opus-4-6-v1"]);
    const named = await ids("claude-sonnet-5");
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((id) => id.includes("5-5"))).toEqual([]);
  });

  it("shows long prompts and the days a price holds", async () => {
    const haiku = await run("us.anthropic.claude-haiku-5-5");
    expect(haiku).toMatch(/prompt > 100,000 +0\.55 +2\.75/);
    const { rows } = await json("us.anthropic.claude-sonnet-5-5");
    expect(rows.map(({ from, until, cacheRead }) => [from, until, cacheRead])).toEqual(
      expect.arrayContaining([[undefined, "2026-10-07", 0.22]]),
    );
    expect(await run("us.anthropic.claude-sonnet-5-5")).toContain("until before 2026-10-07");
  });

  it.each([20, 30, 40, 60, 69, 70, 79, 80, 100, 132, 300])("fits %d columns", async (columns) => {
    const text = await run(undefined, PRICED, {}, columns);
    for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(columns);
    // Nothing is left out for want of room.
    const words = (await run(undefined, PRICED, {}, 300)).match(/\d+\.\d+/g) ?? [];
    expect(text.replaceAll(/\s/g, "").match(/\d+\.\d+/g)?.length).toBeGreaterThan(words.length / 3);
  });

  it("lists prices below a model where there is no room beside it", async () => {
    const text = await run("global.anthropic.claude-opus-5", SMALL, {}, 40);
    expect(text).toContain("\n  global.\n    input 5.00, output 25.00, cache read\n    0.50, ");
  });

  it("marks the classes of long prompts that the YAML sets, and no other", async () => {
    const yaml = `${SMALL}report: { pricing: { overrides: { us.anthropic.claude-haiku-5-5: { longPrompt: { output: 9 } } } } }\n`;
    const text = await run("us.anthropic.claude-haiku-5-5", yaml);
    expect(text).toMatch(/us\. +0\.11 +0\.55 /);
    expect(text).toMatch(/prompt > 100,000 +0\.55 +\*9\.00 /);
  });

  it("shows what an alias without a prefix costs in GovCloud", async () => {
    const yaml = SMALL.replace("us-east-1", "us-gov-west-1").replace(
      "us.anthropic.claude-sonnet-4-6",
      "anthropic.claude-sonnet-4-6",
    );
    expect((await json("sonnet", yaml)).rows.map(({ id, input }) => [id, input])).toEqual([
      ["us-gov.anthropic.claude-sonnet-4-6", 3.6],
    ]);
  });

  it.each(["nosuch", "gpt-5", "x"])("suggests nothing for %s, which is near nothing", async (model) => {
    const error = await run(model).then(
      () => expect.fail("was not refused"),
      (thrown: KnownError) => thrown,
    );
    expect(error.hint).toBe("ccb prices lists all; report.pricing.overrides adds one");
  });

  it.each([
    ["claude-opus-4-66", "claude-opus-4-6"],
    ["sonet", "sonnet"],
    ["us-gov.anthropic.claude-opus-4-6-v2", "us-gov.anthropic.claude-opus-4-6-v1"],
  ])("refuses %s and suggests %s", async (model, suggestion) => {
    const error = await run(model).then(
      () => expect.fail("was not refused"),
      (thrown: KnownError) => thrown,
    );
    expect([error.code, error.exitCode]).toEqual(["unknown_model", 3]);
    expect(error.hint).toContain(`did you mean ${suggestion}?`);
  });
});
