import { describe, expect, test } from "vitest";
import { orderOf } from "../../src/engine/order.js";
import type { Action, Change } from "../../src/engine/plan.js";
import { thingKind } from "./cloud.js";

function change(key: string, action: Action, more: Partial<Change> = {}): Change {
  const kind = key.split("/")[0] ?? "";
  return {
    key,
    kind,
    phase: "budgets",
    name: key,
    action,
    fields: [],
    steps: [],
    needs: [],
    after: [],
    ...more,
  };
}

/** Waits by key, in short: `hard x`, `soft y`. */
function waits(changes: Change[], kinds = KINDS): Record<string, string[]> {
  return Object.fromEntries(
    [...orderOf(changes, kinds)].map(([key, { hard, soft }]) => [
      key,
      [...[...hard].map((other) => `hard ${other}`), ...[...soft].map((other) => `soft ${other}`)],
    ]),
  );
}

const KINDS = [
  thingKind("topic"),
  thingKind("alarm", { needs: ["topic"] }),
  thingKind("budget", { needs: ["topic"] }),
];

describe("orderOf", () => {
  test("makes things after what they need, and softly after what they only follow", () => {
    const changes = [
      change("alarm/a", "create", { needs: ["topic/t", "elsewhere/x"], after: ["budget/b", "elsewhere/y"] }),
      change("topic/t", "create"),
      change("budget/b", "update"),
    ];
    expect(waits(changes)).toEqual({
      "alarm/a": ["hard topic/t", "soft budget/b"],
      "topic/t": [],
      "budget/b": [],
    });
  });

  test("deletes in reverse: hard after deletions, softly after changes of what needs it", () => {
    const changes = [
      change("topic/t", "delete"),
      change("alarm/gone", "delete"),
      change("alarm/moved", "update"),
      change("budget/b", "replace"),
    ];
    expect(waits(changes)["topic/t"]).toEqual(["hard alarm/gone", "soft alarm/moved", "soft budget/b"]);
    expect(waits(changes)["alarm/gone"]).toEqual([]);
  });

  test("nothing waits for itself", () => {
    const kinds = [thingKind("topic", { needs: ["topic"] })];
    const changes = [change("topic/t", "delete", { needs: ["topic/t"], after: ["topic/t"] })];
    expect(waits(changes, kinds)).toEqual({ "topic/t": [] });
  });

  test("refuses a circle and names who is in it", () => {
    const changes = [
      change("alarm/a", "create", { needs: ["budget/b"] }),
      change("budget/b", "create", { after: ["alarm/a"] }),
      change("topic/t", "create"),
    ];
    expect(() => waits(changes)).toThrow("these changes wait for each other: alarm/a, budget/b");
  });
});
