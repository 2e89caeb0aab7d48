import { expect, it } from "vitest";
import { formatPath, formatProblem } from "../../src/config/problem.js";

it("is one line that editors and terminals can follow", () => {
  const problem = { line: 3, column: 7, path: "budgets.monthly", message: "expected an amount" };
  expect(formatProblem("a/ccb.yaml", problem)).toBe("a/ccb.yaml:3:7: budgets.monthly: expected an amount");
  expect(formatProblem("ccb.yaml", { ...problem, path: "" })).toBe("ccb.yaml:3:7: expected an amount");
});

it("writes paths the way people do", () => {
  expect(formatPath(["developers", "alice", "models", 1])).toBe("developers.alice.models[1]");
  expect(formatPath(["developers", "a b", "team"])).toBe('developers["a b"].team');
  expect(formatPath([])).toBe("");
});
