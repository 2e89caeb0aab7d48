import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { InferenceProfile } from "../../../reconcilers/allocation/inference-profile.js";
import { replacementName } from "../../../reconcilers/allocation/profile-name.js";
import { PROFILE_NAME } from "../../../src/config/checks/profile-names.js";
import type { Wanted } from "../../../src/engine/kind.js";

function wanted(name: string, alias: string, source: string): Wanted<InferenceProfile> {
  return { key: `allocation/profile/u/${alias}`, kind: "inference-profile", name, spec: { source } };
}

const name = fc.stringMatching(/^([0-9a-zA-Z][ _-]?){1,31}[0-9a-zA-Z]$/);
const alias = fc.stringMatching(/^[a-z]([a-z0-9]|-[a-z0-9]){0,8}$/);
const source = fc.constantFrom(
  "us.anthropic.claude-opus-4-6-v1",
  "us.anthropic.claude-haiku-4-5-20251001-v1:0",
  "anthropic.claude-3-haiku-20240307-v1:0",
  "global.anthropic.claude-sonnet-5",
  "us.anthropic.claude-next",
);

describe("replacementName", () => {
  test("is always free, fits, and is one Bedrock takes", () => {
    fc.assert(
      fc.property(name, alias, source, fc.nat({ max: 12 }), (own, which, from, rounds) => {
        const taken = new Set([own]);
        for (let i = 0; i <= rounds; i += 1) {
          const free = replacementName(wanted(own, which, from), taken);
          expect(taken.has(free)).toBe(false);
          expect(free.length).toBeLessThanOrEqual(64);
          expect(free).toMatch(PROFILE_NAME);
          taken.add(free);
        }
      }),
    );
  });

  test("says the model first, then its version, then counts", () => {
    const want = wanted("p-alice", "opus", "us.anthropic.claude-opus-4-6-v1");
    const taken = new Set(["p-alice"]);
    const names = Array.from({ length: 4 }, () => {
      const free = replacementName(want, taken);
      taken.add(free);
      return free;
    });
    expect(names).toEqual(["p-alice-opus", "p-alice-opus-4-6", "p-alice-opus-4-6-2", "p-alice-opus-4-6-3"]);
  });

  test("does not say the model twice", () => {
    const want = wanted("p-alice-haiku", "haiku", "anthropic.claude-3-haiku-20240307-v1:0");
    expect(replacementName(want, new Set(["p-alice-haiku"]))).toBe("p-alice-haiku-3");
  });
});
