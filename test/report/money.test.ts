import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  add,
  afterDiscount,
  compare,
  format,
  multiply,
  parseDecimal,
  whole,
} from "../../src/report/money.js";

const decimals = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.integer({ min: 0, max: 20 }))
  .map(([digits, scale]) => ({ digits, scale }));
/** The number in units of 10^-40, which every decimal here is a whole number of. */
const units = ({ digits, scale }: { digits: bigint; scale: number }) => digits * 10n ** BigInt(40 - scale);

describe("decimals", () => {
  test("sums, products and order are exact", () => {
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        expect(units(add(a, b))).toBe(units(a) + units(b));
        expect(units(multiply(a, b))).toBe((units(a) * units(b)) / 10n ** 40n);
        expect(Math.sign(compare(a, b))).toBe(units(a) === units(b) ? 0 : units(a) < units(b) ? -1 : 1);
      }),
    );
  });

  test("a tenth and two tenths are three tenths", () => {
    expect(compare(add(parseDecimal("0.1"), parseDecimal("0.2")), parseDecimal("0.3"))).toBe(0);
  });

  test.each(["1e-7", "-1", "", ".5", "1.", "NaN"])("%j is no decimal", (text) =>
    expect(() => parseDecimal(text)).toThrow("is no decimal number"),
  );

  test.each([
    ["0", "0.000000"],
    ["12.3456785", "12.345679"],
    ["12.3456784999999", "12.345678"],
    ["0.0000005", "0.000001"],
    ["0.99999949", "0.999999"],
    ["0.9999995", "1.000000"],
    ["123456789012345678901234567890.5", "123456789012345678901234567890.500000"],
  ])("%s prints as %s", (text, printed) => expect(format(parseDecimal(text), 6)).toBe(printed));

  test("printing without places leaves no point", () => expect(format(parseDecimal("2.5"), 0)).toBe("3"));

  test.each([
    ["0", "1.00"],
    ["12.5", "0.88"],
    ["33.333333", "0.67"],
    ["100", "0.00"],
  ])("%s per cent off leaves %s of a price", (percent, left) =>
    expect(format(afterDiscount(parseDecimal(percent)), 2)).toBe(left),
  );

  test("no count that is not whole becomes a number", () => expect(() => whole(0.5)).toThrow(RangeError));
});
