import { expect, test } from "vitest";
import { phaseOf } from "../../src/engine/kind.js";

test("a key's first part is its phase, and the kind's phase stands in", () => {
  expect(phaseOf("logging/log-group", "budgets")).toBe("logging");
  expect(phaseOf("loggings/x", "budgets")).toBe("budgets");
  expect(phaseOf("topic", "attribution")).toBe("attribution");
});
