import { describe, expect, it } from "vitest";
import { Random } from "../../../src/sandbox/seed/random.js";

describe("Random", () => {
  it("is the same for the same seed, and another for another", () => {
    const draw = (seed: string) => {
      const random = new Random(seed);
      return Array.from({ length: 20 }, () => random.bits());
    };
    expect(draw("a")).toEqual(draw("a"));
    expect(draw("a")).not.toEqual(draw("b"));
  });

  it("keeps to the bounds and meets both of them", () => {
    const random = new Random("bounds");
    const drawn = new Set(Array.from({ length: 500 }, () => random.whole(3, 7)));
    expect([...drawn].toSorted()).toEqual([3, 4, 5, 6, 7]);
  });

  it("picks by weight", () => {
    const random = new Random("weights");
    const counts = [0, 0, 0];
    for (let i = 0; i < 4000; i += 1) {
      const at = random.weighted([1, 0, 3]);
      counts[at] = (counts[at] ?? 0) + 1;
    }
    expect(counts[1]).toBe(0);
    expect((counts[2] ?? 0) / (counts[0] ?? 1)).toBeGreaterThan(2.5);
    expect((counts[2] ?? 0) / (counts[0] ?? 1)).toBeLessThan(3.6);
  });

  it("makes version 4 UUIDs", () => {
    const random = new Random("uuid");
    const made = Array.from({ length: 200 }, () => random.uuid());
    expect(new Set(made).size).toBe(200);
    for (const uuid of made)
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
