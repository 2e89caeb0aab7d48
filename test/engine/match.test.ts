import { describe, expect, test } from "vitest";
import type { Live, Tags } from "../../src/engine/kind.js";
import { matchLive } from "../../src/engine/match.js";
import { STACK, ownTags, thingKind, wantThing } from "./cloud.js";

const fixed = thingKind("thing");
const renaming = thingKind("thing", { renames: true });

let made = 0;
function live(name: string, tags: Tags = {}, shape = "round"): Live {
  made += 1;
  const createdAt = new Date(made * 1000).toISOString();
  return {
    kind: "thing",
    name,
    spec: { color: "red", shape },
    tags,
    attributes: { id: `id-${made}`, createdAt },
  };
}

const a = wantThing("k/a", "a", { color: "red", shape: "round" });

describe("matchLive", () => {
  test("where names are fixed, the name decides over the tag", () => {
    const item = live("a", ownTags("k/other"));
    const match = matchLive(fixed, [a], [item], STACK);
    expect(match.byKey.get("k/a")).toBe(item);
    expect(match.orphans).toEqual([]);
  });

  test("where names can change, the tag decides over the name", () => {
    const moved = live("a-2", ownTags("k/a"));
    const other = live("a", ownTags("k/other"));
    const match = matchLive(renaming, [a], [moved, other], STACK);
    expect(match.byKey.get("k/a")).toBe(moved);
    expect(match.orphans).toEqual([{ key: "k/other", live: other }]);
    expect(match.names).toEqual(new Set(["a-2", "a"]));
  });

  test("a copy under another name, tags and all, is surplus and never taken for the original", () => {
    const copy = live("copy", ownTags("k/a"));
    const original = live("a", ownTags("k/a"));
    for (const items of [
      [copy, original],
      [original, copy],
    ]) {
      const match = matchLive(fixed, [a], items, STACK);
      expect(match.byKey.get("k/a")).toBe(original);
      expect(match.orphans).toEqual([{ key: "k/a@copy", live: copy }]);
    }
    expect(matchLive(fixed, [a], [copy], STACK).byKey.size).toBe(0);
  });

  test("of several with one key the newest that fits stays, and the others are surplus", () => {
    const old = live("a", ownTags("k/a"), "square");
    const fits = live("a-2", ownTags("k/a"));
    const newest = live("a-3", ownTags("k/a"));
    const misfit = live("a-4", ownTags("k/a"), "square");
    const match = matchLive(renaming, [a], [old, fits, misfit, newest], STACK);
    expect(match.byKey.get("k/a")).toBe(newest);
    expect(match.orphans.map((orphan) => orphan.live.name).toSorted()).toEqual(["a", "a-2", "a-4"]);
    expect(new Set(match.orphans.map((orphan) => orphan.key)).size).toBe(3);
  });

  test("what is not ours counts only under a wanted name, with its owner", () => {
    const match = matchLive(
      fixed,
      [a, wantThing("k/b", "b")],
      [live("a"), live("b", { "ccb:stack": "other" }), live("c"), live("d", { "ccb:stack": "other" })],
      STACK,
    );
    expect([...match.strangers].map(([key, { owner }]) => [key, owner])).toEqual([
      ["k/a", undefined],
      ["k/b", 'stack "other"'],
    ]);
    expect(match.byKey.size + match.orphans.length).toBe(0);
  });

  test("what cannot be tagged says itself what it is and whose", () => {
    const own: Live = { ...live("x"), owner: "ours", key: "k/a" };
    expect(matchLive(renaming, [a], [own], STACK).byKey.get("k/a")).toBe(own);
    const keyless: Live = { ...live("x"), owner: "ours" };
    expect(matchLive(fixed, [a], [keyless], STACK).orphans).toEqual([{ key: "thing/x", live: keyless }]);
  });
});
