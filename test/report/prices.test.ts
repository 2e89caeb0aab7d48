import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builtInModel } from "../../src/report/built-in-prices.js";
import { decimalText } from "../../src/report/money.js";
import { cacheWritePrice, priceRows } from "../../src/report/prices.js";

type Five = (number | undefined)[];

/**
 * Prices in force in November 2026, as AWS charges them: input, output, cache reads, five-minute and one-hour cache
 * writes with the prefix global., with any other outside GovCloud or none, and in GovCloud.
 */
const CHARGED: [base: string, global: Five, regional: Five, gov: Five][] = [
  [
    "anthropic.claude-haiku-5-5",
    [0.1, 0.5, 0.01, 0.125, 0.2],
    [0.11, 0.55, 0.011, 0.1375, 0.22],
    [0.12, 0.6, 0.012, 0.15, 0.24],
  ],
  [
    "anthropic.claude-haiku-4-5-20251001-v1:0",
    [1, 5, 0.1, 1.25, 2],
    [1.1, 5.5, 0.11, 1.375, 2.2],
    [1.2, 6, 0.12, 1.5, 2.4],
  ],
  [
    "anthropic.claude-3-5-haiku-20241022-v1:0",
    [0.8, 4, 0.08, 1, undefined],
    [0.8, 4, 0.08, 1, undefined],
    [0.96, 4.8, 0.096, 1.2, undefined],
  ],
  ["anthropic.claude-sonnet-5-5", [2, 10, 0.1, 2.5, 4], [2.2, 11, 0.11, 2.75, 4.4], [2.4, 12, 0.12, 3, 4.8]],
  ["anthropic.claude-sonnet-5", [2, 10, 0.2, 2.5, 4], [2.2, 11, 0.22, 2.75, 4.4], [2.4, 12, 0.24, 3, 4.8]],
  [
    "anthropic.claude-sonnet-4-6",
    [3, 15, 0.3, 3.75, 6],
    [3.3, 16.5, 0.33, 4.125, 6.6],
    [3.6, 18, 0.36, 4.5, 7.2],
  ],
  [
    "anthropic.claude-sonnet-4-5-20250929-v1:0",
    [3, 15, 0.3, 3.75, 6],
    [3.3, 16.5, 0.33, 4.125, 6.6],
    [3.6, 18, 0.36, 4.5, 7.2],
  ],
  [
    "anthropic.claude-sonnet-4-20250514-v1:0",
    [3, 15, 0.3, 3.75, undefined],
    [3, 15, 0.3, 3.75, undefined],
    [3.6, 18, 0.36, 4.5, undefined],
  ],
  [
    "anthropic.claude-3-7-sonnet-20250219-v1:0",
    [3, 15, 0.3, 3.75, undefined],
    [3, 15, 0.3, 3.75, undefined],
    [3.6, 18, 0.36, 4.5, undefined],
  ],
  ["anthropic.claude-opus-5-5", [4, 20, 0.2, 5, 8], [4.4, 22, 0.22, 5.5, 8.8], [4.8, 24, 0.24, 6, 9.6]],
  ["anthropic.claude-opus-5", [5, 25, 0.5, 6.25, 10], [5.5, 27.5, 0.55, 6.875, 11], [6, 30, 0.6, 7.5, 12]],
  ["anthropic.claude-opus-4-8", [5, 25, 0.5, 6.25, 10], [5.5, 27.5, 0.55, 6.875, 11], [6, 30, 0.6, 7.5, 12]],
  ["anthropic.claude-opus-4-7", [5, 25, 0.5, 6.25, 10], [5.5, 27.5, 0.55, 6.875, 11], [6, 30, 0.6, 7.5, 12]],
  [
    "anthropic.claude-opus-4-6-v1",
    [5, 25, 0.5, 6.25, 10],
    [5.5, 27.5, 0.55, 6.875, 11],
    [6, 30, 0.6, 7.5, 12],
  ],
  [
    "anthropic.claude-opus-4-5-20251101-v1:0",
    [5, 25, 0.5, 6.25, 10],
    [5.5, 27.5, 0.55, 6.875, 11],
    [6, 30, 0.6, 7.5, 12],
  ],
  [
    "anthropic.claude-opus-4-1-20250805-v1:0",
    [15, 75, 1.5, 18.75, undefined],
    [15, 75, 1.5, 18.75, undefined],
    [18, 90, 1.8, 22.5, undefined],
  ],
  [
    "anthropic.claude-opus-4-20250514-v1:0",
    [15, 75, 1.5, 18.75, undefined],
    [15, 75, 1.5, 18.75, undefined],
    [18, 90, 1.8, 22.5, undefined],
  ],
  ["anthropic.claude-fable-5-2", [8, 40, 0.2, 10, 16], [8.8, 44, 0.22, 11, 17.6], [9.6, 48, 0.24, 12, 19.2]],
  ["anthropic.claude-fable-5-1", [10, 50, 0.25, 12.5, 20], [11, 55, 0.275, 13.75, 22], [12, 60, 0.3, 15, 24]],
  ["anthropic.claude-fable-5", [10, 50, 1, 12.5, 20], [11, 55, 1.1, 13.75, 22], [12, 60, 1.2, 15, 24]],
  [
    "anthropic.claude-3-5-sonnet-20240620-v1:0",
    [3, 15, 0.3, 3.75, undefined],
    [3, 15, 0.3, 3.75, undefined],
    [3.6, 18, 0.36, 4.5, undefined],
  ],
  [
    "anthropic.claude-3-5-sonnet-20241022-v2:0",
    [3, 15, 0.3, 3.75, undefined],
    [3, 15, 0.3, 3.75, undefined],
    [3.6, 18, 0.36, 4.5, undefined],
  ],
  [
    "anthropic.claude-3-haiku-20240307-v1:0",
    [0.25, 1.25, 0.03, 0.3, undefined],
    [0.25, 1.25, 0.03, 0.3, undefined],
    [0.3, 1.5, 0.036, 0.36, undefined],
  ],
  [
    "anthropic.claude-3-opus-20240229-v1:0",
    [15, 75, 1.5, 18.75, undefined],
    [15, 75, 1.5, 18.75, undefined],
    [18, 90, 1.8, 22.5, undefined],
  ],
];
const REGIONAL = ["us.", "eu.", "au.", "jp.", "apac.", "in.", "ca.", ""];

const rows = (id: string, overrides = {}) => priceRows(overrides).filter((row) => row.id === id);

describe("priceRows", () => {
  test("every model has its four prices, and no two rows of one id hold on one day", () => {
    const all = priceRows({});
    for (const row of all) {
      expect(
        [row.input, row.output, row.cacheRead, row.cacheWrite5m].every((price) => (price ?? 0) > 0),
      ).toBe(true);
      const others = all.filter((other) => other.id === row.id && other !== row);
      for (const other of others) expect(other.from === row.until || other.until === row.from).toBe(true);
    }
  });

  test.each(CHARGED)("%s has the price of its reach, exactly", (base, global, regional, gov) => {
    const inForce = (id: string): Five[] =>
      rows(id)
        .filter(({ from = "", until = "~" }) => from <= "2026-11-28" && "2026-11-28" < until)
        .map((row) => [row.input, row.output, row.cacheRead, row.cacheWrite5m, row.cacheWrite1h]);
    expect(inForce(`global.${base}`)).toEqual([global]);
    for (const prefix of REGIONAL) expect(inForce(prefix + base), prefix).toEqual([regional]);
    expect(inForce(`us-gov.${base}`)).toEqual([gov]);
  });

  test("there is no other model and no other prefix", () => {
    expect(new Set(priceRows({}).map(({ id }) => id)).size).toBe(CHARGED.length * (REGIONAL.length + 2));
  });

  test.each([
    ["global.", 0.2, 0.1],
    ["in.", 0.22, 0.11],
    ["us-gov.", 0.24, 0.12],
  ])("prices of %s change on their day", (prefix, before, after) => {
    const sonnet = rows(`${prefix}anthropic.claude-sonnet-5-5`);
    expect(sonnet.map(({ from, until, cacheRead }) => [from, until, cacheRead])).toEqual([
      [undefined, "2026-10-07", before],
      ["2026-10-07", undefined, after],
    ]);
  });

  test.each([
    ["global.anthropic.claude-sonnet-4-5-20250929-v1:0", [6, 22.5, 0.6, 7.5, 12]],
    ["us.anthropic.claude-sonnet-4-5-20250929-v1:0", [6.6, 24.75, 0.66, 8.25, 13.2]],
    ["us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0", [7.2, 27, 0.72, 9, 14.4]],
    ["apac.anthropic.claude-sonnet-4-20250514-v1:0", [6, 22.5, 0.6, 7.5, 12]],
  ])("long prompts of %s cost more until 2026-04-30", (id, prices) => {
    const [before, after, ...others] = rows(id);
    const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = before?.longPrompt ?? {};
    expect([input, output, cacheRead, cacheWrite5m, cacheWrite1h]).toEqual(prices);
    expect([before?.longPromptAboveTokens, before?.until]).toEqual([200_000, "2026-04-30"]);
    expect([after?.from, after?.longPromptAboveTokens, after?.longPrompt]).toEqual([
      "2026-04-30",
      undefined,
      undefined,
    ]);
    expect(others).toEqual([]);
  });

  test("an override replaces what it names, on every day, and nothing else", () => {
    const changed = { input: 1 };
    const sonnet = rows("us.anthropic.claude-sonnet-5-5", { "us.anthropic.claude-sonnet-5-5": changed });
    expect(sonnet.map((row) => [row.input, row.output, row.cacheRead])).toEqual([
      [1, 11, 0.22],
      [1, 11, 0.11],
    ]);
    const [haiku] = rows("us.anthropic.claude-haiku-5-5", { "us.anthropic.claude-haiku-5-5": changed });
    expect([haiku?.input, haiku?.longPrompt?.input, haiku?.longPrompt?.output]).toEqual([1, 0.55, 2.75]);
  });

  test("an override of long prompts replaces the classes it names", () => {
    const id = "us.anthropic.claude-haiku-5-5";
    const [haiku] = rows(id, { [id]: { longPrompt: { input: 2 }, longPromptAboveTokens: 50_000 } });
    expect(haiku).toMatchObject({ input: 0.11, longPromptAboveTokens: 50_000 });
    expect(haiku?.longPrompt).toEqual({ ...rows(id)[0]?.longPrompt, input: 2 });
    expect(rows(id, { [id]: { longPromptAboveTokens: 50_000 } })[0]).toEqual({
      ...rows(id)[0],
      longPromptAboveTokens: 50_000,
    });
  });

  test("an override gives long prompts prices of their own where they have none", () => {
    const opus = "us.anthropic.claude-opus-5";
    const longPrompt = { input: 9 };
    const [row] = rows(opus, { [opus]: { output: 30, longPromptAboveTokens: 9000, longPrompt } });
    expect(row).toMatchObject({ input: 5.5, output: 30, longPromptAboveTokens: 9000 });
    expect(row?.longPrompt).toEqual({
      input: 9,
      output: 30,
      cacheRead: 0.55,
      cacheWrite5m: 6.875,
      cacheWrite1h: 11,
    });
    // Without a size, only where long prompts have prices already.
    expect(rows(opus, { [opus]: { longPrompt } })[0]?.longPrompt).toBeUndefined();
    const sonnet = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    expect(rows(sonnet, { [sonnet]: { longPrompt } }).map((r) => r.longPrompt?.input)).toEqual([
      9,
      undefined,
    ]);
    const sized = { longPromptAboveTokens: 200_000, longPrompt };
    expect(rows(sonnet, { [sonnet]: sized }).map((r) => [r.longPrompt?.input, r.longPrompt?.output])).toEqual(
      [
        [9, 24.75],
        [9, 16.5],
      ],
    );
  });

  test("an override may add a model, and touches no other", () => {
    const overrides = { "us.anthropic.claude-next": { input: 1, output: undefined } };
    expect(rows("us.anthropic.claude-next", overrides)).toEqual([
      { id: "us.anthropic.claude-next", input: 1 },
    ]);
    expect(priceRows(overrides)).toHaveLength(priceRows({}).length + 1);
  });
});

test("what is known of an id is told without its prices", () => {
  for (const { id } of priceRows({}))
    expect(builtInModel(id)?.hasLongPrompt).toBe(rows(id).some(({ longPrompt }) => longPrompt !== undefined));
  for (const id of [
    "xx.anthropic.claude-opus-5",
    "anthropic.claude-opus-55",
    "us.us.anthropic.claude-opus-5",
    "",
  ])
    expect(builtInModel(id)).toBeUndefined();
});

describe("cacheWritePrice", () => {
  test("is twice the price of input where no one-hour price is known", () => {
    expect(cacheWritePrice({ input: 3, cacheWrite5m: 3.75 }, "1h")).toBe(6);
    expect(cacheWritePrice({ input: 3, cacheWrite1h: 7 }, "1h")).toBe(7);
    expect(cacheWritePrice({ input: 3, cacheWrite5m: 3.75 }, "5m")).toBe(3.75);
    expect(cacheWritePrice({}, "1h")).toBeUndefined();
  });
});

describe("decimalText", () => {
  test.each([
    [0, "0.0"],
    [15, "15.0"],
    [0.1375, "0.1375"],
    [1.5e-7, "0.00000015"],
    [2e21, "2000000000000000000000.0"],
  ])("%d is %s", (value, text) => expect(decimalText(value)).toBe(text));

  test("is plain notation of exactly the same number", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e25, noNaN: true }), (value) => {
        const text = decimalText(value);
        expect(text).toMatch(/^(0|[1-9]\d*)\.\d+$/);
        expect(Number(text)).toBe(value);
      }),
    );
  });
});
