import fc from "fast-check";
import { expect, test } from "vitest";
import { isNewer } from "../src/version.js";

/** The example of Semantic Versioning 2.0.0, section 11, with its neighbours. */
const ORDER = [
  "0.1.0",
  "0.2.0-rc.1",
  "0.2.0",
  "0.10.0",
  "1.0.0-alpha",
  "1.0.0-alpha.1",
  "1.0.0-alpha.beta",
  "1.0.0-beta",
  "1.0.0-beta.2",
  "1.0.0-beta.11",
  "1.0.0-rc.1",
  "1.0.0",
  "2.0.0",
  "2.1.0",
  "2.1.1",
];

test("of two versions in order, the second is newer and the first is not", () => {
  for (const [i, a] of ORDER.entries()) {
    for (const [j, b] of ORDER.entries()) expect(isNewer(b, a), `${b} after ${a}`).toBe(j > i);
  }
});

test("build metadata counts for nothing, and what is no version comes after none", () => {
  expect(isNewer("1.0.0+build.7", "1.0.0")).toBe(false);
  expect(isNewer("1.0.0", "1.0.0+build.7")).toBe(false);
  for (const text of ["", "latest", "1.0", "9.9.9.9", "<b>", "1.0.0 "])
    expect(isNewer(text, "0.0.1")).toBe(false);
});

test("no version is newer than another and older at once, and newer goes on to what is older still", () => {
  const number = fc.nat({ max: 3 });
  const suffix = fc.option(fc.constantFrom("alpha", "alpha.1", "beta", "beta.2", "beta.11", "1"), {
    nil: undefined,
  });
  const version = fc
    .tuple(number, number, number, suffix)
    .map(([a, b, c, end]) => `${a}.${b}.${c}${end === undefined ? "" : `-${end}`}`);
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      expect(isNewer(a, a)).toBe(false);
      if (a !== b) expect(isNewer(a, b)).toBe(!isNewer(b, a));
      if (isNewer(a, b) && isNewer(b, c)) expect(isNewer(a, c)).toBe(true);
    }),
  );
});
