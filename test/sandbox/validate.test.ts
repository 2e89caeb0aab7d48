import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkRange,
  checkTags,
  checkText,
  mergeTags,
  page,
  parseArn,
  requireMember,
  withoutTags,
} from "../../src/sandbox/validate.js";

const tag = (Key: string, Value = "v") => ({ Key, Value });
const limits = { error: "Bad", tooMany: "TooMany" };

describe("checkTags", () => {
  test.each([
    ["an empty key", [tag("")], "Bad"],
    ["a key of 129", [tag("k".repeat(129))], "Bad"],
    ["a value of 257", [tag("k", "v".repeat(257))], "Bad"],
    ["the aws: prefix", [tag("aws:x")], "Bad"],
    ["the AWS: prefix", [tag("AWS:x")], "Bad"],
    ["a bad character", [tag("k", "a;b")], "Bad"],
    ["a key twice", [tag("k"), tag("k")], "Bad"],
    ["51 tags", Array.from({ length: 51 }, (_, i) => tag(`k${i}`)), "TooMany"],
  ])("refuses %s", (_what, tags, name) => {
    expect(() => checkTags(tags, limits)).toThrow(expect.objectContaining({ name }));
  });

  test("takes what AWS takes", () => {
    const tags = [
      tag("k".repeat(128), "v".repeat(256)),
      tag("ccb:stack", ""),
      tag("Größe", "a b+c=d/e_f@g.h-1"),
    ];
    expect(checkTags(tags, limits)).toEqual(tags);
    expect(checkTags([{ Key: "only" }], limits)).toEqual([tag("only", "")]);
  });
});

test("merging overwrites in place, removing ignores what is not there", () => {
  const merged = mergeTags([tag("a", "1"), tag("b", "1")], [tag("c", "2"), tag("a", "2")], limits);
  expect(merged).toEqual([tag("a", "2"), tag("b", "1"), tag("c", "2")]);
  expect(withoutTags(merged, ["b", "nope"])).toEqual([tag("a", "2"), tag("c", "2")]);
  const full = Array.from({ length: 50 }, (_, i) => tag(`k${i}`));
  expect(() => mergeTags(full, [tag("one-more")], limits)).toThrow(
    expect.objectContaining({ name: "TooMany" }),
  );
});

describe("page", () => {
  test("pages put together are the list", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer(), { maxLength: 50 }),
        fc.integer({ min: 1, max: 20 }),
        (items, size) => {
          const all: number[] = [];
          let token: string | undefined;
          do {
            const next = page(items, { size, max: 20, token });
            expect(next.items.length).toBeLessThanOrEqual(size);
            all.push(...next.items);
            token = next.nextToken;
          } while (token !== undefined);
          expect(all).toEqual(items);
        },
      ),
    );
  });

  test.each([
    ["a made-up token", { max: 5, token: "abc" }],
    ["size 0", { max: 5, size: 0 }],
    ["a size above the maximum", { max: 5, size: 6 }],
  ])("refuses %s", (_what, options) => {
    expect(() => page([1], options)).toThrow(expect.objectContaining({ name: "ValidationException" }));
  });
});

test("members are checked with the sentence of the AWS front ends", () => {
  expect(() => requireMember({ Name: undefined }, "Name")).toThrow(
    "Value at 'name' failed to satisfy constraint",
  );
  expect(requireMember({ Name: 0 as number | undefined }, "Name")).toBe(0);
  expect(() => checkText("abc", "Name", { max: 2 })).toThrow("length less than or equal to 2");
  expect(() => checkText("a c", "Name", { pattern: /^\w+$/ })).toThrow("regular expression pattern: ^\\w+$");
  expect(() => checkText("x", "Type", { oneOf: ["A", "B"], error: "E" })).toThrow("enum value set: [A, B]");
  expect(() => checkRange(1.5, "Size", { min: 1, max: 2 })).toThrow("whole number");
});

test("ARNs are taken apart at the first five colons", () => {
  expect(parseArn("arn:aws-us-gov:logs:us-gov-west-1:123456789012:log-group:/a:*")).toEqual({
    partition: "aws-us-gov",
    service: "logs",
    region: "us-gov-west-1",
    account: "123456789012",
    resource: "log-group:/a:*",
  });
  expect(parseArn("arn:aws:s3:::bucket")?.account).toBe("");
  expect(parseArn("bucket")).toBeUndefined();
});
