import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { statements } from "../../../../src/report/athena/roll-up/stale.js";

const CUTOFF = 1000;
const days = fc
  .array(fc.integer({ min: 0, max: 1500 }), { maxLength: 300 })
  .map((sizes) =>
    sizes.map((bytes, i) => ({ day: String(i).padStart(3, "0"), objects: 1, bytes, fingerprint: "" })),
  );

describe("days in statements", () => {
  test("each come once and in order, 100 at most, within the limit unless one is too large alone", () => {
    fc.assert(
      fc.property(days, (all) => {
        const groups = statements(all, CUTOFF);
        expect(groups.flat()).toEqual(all);
        for (const group of groups) {
          expect(group.length).toBeGreaterThan(0);
          expect(group.length).toBeLessThanOrEqual(100);
          const bytes = group.reduce((sum, day) => sum + day.bytes, 0);
          expect(group.length === 1 || bytes < CUTOFF).toBe(true);
        }
        // As few as that allows, going from day to day.
        for (const [i, group] of groups.slice(1).entries()) {
          const before = groups[i] ?? [];
          const together = before.reduce((sum, day) => sum + day.bytes, group[0]?.bytes ?? 0);
          expect(before.length === 100 || together > CUTOFF / 2).toBe(true);
        }
      }),
    );
  });
});
