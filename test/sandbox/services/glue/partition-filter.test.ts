import { expect, test } from "vitest";
import { partitionFilter } from "../../../../src/sandbox/services/glue/partition-filter.js";

const KEYS = [
  { Name: "dt", Type: "string" },
  { Name: "n", Type: "int" },
];
const ROWS = [
  ["2026-09-30", "2"],
  ["2026-10-01", "10"],
  ["2026-11-01", "100"],
];
const found = (expression: string) => {
  const holds = partitionFilter(expression, KEYS);
  return ROWS.filter((row) => holds(row)).map((row) => row[1]);
};

test.each([
  ["", ["2", "10", "100"]],
  ["dt >= '2026-09-30' AND dt <= '2026-10-31'", ["2", "10"]],
  ["DT between '2026-10-01' and '2026-11-01'", ["10", "100"]],
  ["n > 9", ["10", "100"]],
  ["n = '10' OR (dt < '2026-10-01' AND n <> 3)", ["2", "10"]],
  ["dt LIKE '2026-1_-%' AND NOT n = 100", ["10"]],
  ["n IN (2, 100)", ["2", "100"]],
  ["n NOT IN (2, 100) AND n != -1", ["10"]],
])("%s", (expression, rows) => {
  expect(found(expression)).toEqual(rows);
});

test.each(["dt", "dt = ", "other = '1'", "dt = '1' AND", "(dt = '1'", "dt = '1' dt = '2'", "1 = 1"])(
  "%s is refused",
  (expression) => {
    expect(() => found(expression)).toThrow("Unsupported expression");
  },
);

test("keys of a type that cannot be compared are refused", () => {
  expect(() => partitionFilter("b = 'x'", [{ Name: "b", Type: "binary" }])).toThrow("cannot be filtered");
});
