import { describe, expect, test } from "vitest";
import type { Live } from "../../src/engine/kind.js";
import { ownerTags, ownershipOf } from "../../src/engine/ownership.js";
import { STACK } from "./cloud.js";

const live = (more: Partial<Live>): Live => ({ kind: "thing", name: "a", spec: {}, attributes: {}, ...more });

describe("ownershipOf", () => {
  test.each<[string, Partial<Live>, unknown]>([
    ["our tags", { tags: ownerTags(STACK, "k", false) }, { whose: "ours" }],
    ["our tags of this region", { tags: ownerTags(STACK, "k", true) }, { whose: "ours" }],
    ["no tag", { tags: {} }, { whose: "unowned" }],
    ["tags that are none of ours", { tags: { Owner: "somebody" } }, { whose: "unowned" }],
    ["no answer about tags", {}, { whose: "unowned" }],
    ["another stack's tag", { tags: { "ccb:stack": "q" } }, { whose: "foreign", owner: 'stack "q"' }],
    [
      "the same stack's tags in another region",
      { tags: ownerTags({ ...STACK, region: "eu-west-1" }, "k", true) },
      { whose: "foreign", owner: 'stack "p" of eu-west-1' },
    ],
    ["its own word over a tag", { owner: "unowned", tags: { "ccb:stack": "p" } }, { whose: "unowned" }],
    ["its own word on an owner", { owner: { foreign: "somebody" } }, { whose: "foreign", owner: "somebody" }],
  ])("%s", (_what, more, expected) => {
    expect(ownershipOf(live(more), STACK)).toEqual(expected);
  });

  test("only what exists once an account names its region", () => {
    expect(ownerTags(STACK, "k", false)).toEqual({ "ccb:stack": "p", "ccb:key": "k" });
    expect(ownerTags(STACK, "k", true)).toEqual({
      "ccb:stack": "p",
      "ccb:key": "k",
      "ccb:region": "us-east-1",
    });
  });
});
