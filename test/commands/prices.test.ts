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
): Promise<string> {
  const { cwd } = workspace(yaml);
  if (yaml === "") rmSync(join(cwd, "ccb.yaml"));
  let out = "";
  const io = {
    ...{ out: (text: string) => (out += text), err: () => {}, ask: async () => "" },
    ...{ interactive: false, canAsk: false, color: false, columns: 80, env: {}, cwd },
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

  it("fits 80 columns", async () => {
    for (const line of (await run(undefined, PRICED)).split("\n"))
      expect(line.length, line).toBeLessThanOrEqual(80);
  });

  it.each([
    ["claude-opus-4-66", "claude-opus-4-6"],
    ["sonet", "sonnet"],
    ["us-gov.anthropic.claude-opus-4-6-v1", "us.anthropic.claude-opus-4-6-v1"],
  ])("refuses %s and suggests %s", async (model, suggestion) => {
    const error = await run(model).then(
      () => expect.fail("was not refused"),
      (thrown: KnownError) => thrown,
    );
    expect([error.code, error.exitCode]).toEqual(["unknown_model", 3]);
    expect(error.hint).toContain(`did you mean ${suggestion}?`);
  });
});
