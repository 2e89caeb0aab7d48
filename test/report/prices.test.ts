import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cacheWritePrice, decimalText, priceRows } from "../../src/report/prices.js";

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

  test("the regional premium is in the price of the prefix", () => {
    expect(rows("global.anthropic.claude-opus-4-6-v1")[0]?.input).toBe(5);
    expect(rows("eu.anthropic.claude-opus-4-6-v1")[0]?.input).toBe(5.5);
    expect(rows("eu.anthropic.claude-sonnet-4-20250514-v1:0")[0]?.input).toBe(3);
  });

  test("prices change on their day", () => {
    expect(
      rows("global.anthropic.claude-sonnet-5-5").map(({ from, until, cacheRead }) => [
        from,
        until,
        cacheRead,
      ]),
    ).toEqual([
      [undefined, "2026-10-07", 0.2],
      ["2026-10-07", undefined, 0.1],
    ]);
  });

  test("an override replaces what it names, on every day and for every prompt size", () => {
    const changed = { input: 1 };
    const sonnet = rows("us.anthropic.claude-sonnet-5-5", { "us.anthropic.claude-sonnet-5-5": changed });
    expect(sonnet.map((row) => [row.input, row.output, row.cacheRead])).toEqual([
      [1, 11, 0.22],
      [1, 11, 0.11],
    ]);
    const [haiku] = rows("us.anthropic.claude-haiku-5-5", { "us.anthropic.claude-haiku-5-5": changed });
    expect([haiku?.input, haiku?.longPrompt?.input, haiku?.longPrompt?.output]).toEqual([1, 1, 2.75]);
  });

  test("an override may add a model, and touches no other", () => {
    const overrides = { "us.anthropic.claude-next": { input: 1, output: undefined } };
    expect(rows("us.anthropic.claude-next", overrides)).toEqual([
      { id: "us.anthropic.claude-next", input: 1 },
    ]);
    expect(priceRows(overrides)).toHaveLength(priceRows({}).length + 1);
  });
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
