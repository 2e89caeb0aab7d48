import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compact,
  dollars,
  fromMicros,
  micros,
  percent,
  shareOf,
  signedDollars,
  signedPercent,
} from "../../../src/report/render/numbers.js";

describe("numbers", () => {
  it("reads and writes millionths exactly", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
        (value) => micros(fromMicros(value)) === value,
      ),
    );
    expect(fromMicros(-5n)).toBe("-0.000005");
    expect(micros("12.345678")).toBe(12_345_678n);
  });

  it.each([
    ["0.000000", "$0.00"],
    ["0.004999", "<$0.01"],
    ["0.005000", "$0.01"],
    ["1234.565000", "$1,234.57"],
    ["999.994999", "$999.99"],
    ["-17.755000", "−$17.76"],
    ["90071992547409.930000", "$90,071,992,547,409.93"],
  ])("%s is %s", (usd, text) => expect(dollars(usd)).toBe(text));

  it("signs changes", () => {
    expect(["1.000000", "-1.000000", "0.000000"].map(signedDollars)).toEqual(["+$1.00", "−$1.00", "$0.00"]);
    expect([0.5, -0.5, 0, undefined].map(signedPercent)).toEqual(["+50 %", "−50 %", "0 %", ""]);
  });

  it.each([
    [0, "0"],
    [999, "999"],
    [1000, "1.0k"],
    [9949, "9.9k"],
    [9950, "10k"],
    [999_499, "999k"],
    [999_500, "1.0M"],
    [118_204_000, "118M"],
    [2_500_000_000, "2.5B"],
  ])("%i tokens are %s", (count, text) => expect(compact(count)).toBe(text));

  it("never takes more than five columns for a count", () => {
    fc.assert(fc.property(fc.nat({ max: 10 ** 14 }), (count) => compact(count).length <= 5));
  });

  it("does not call a part the whole, nor something nothing", () => {
    expect([1, 0.9991, 1.003, 0.0001, 0, undefined].map(percent)).toEqual([
      "100 %",
      ">99 %",
      ">100 %",
      "<0.1 %",
      "0 %",
      "-",
    ]);
    expect(shareOf("1.000000", "0.000000")).toBeUndefined();
  });
});
