import { expect, test } from "vitest";
import { scanCostUsd } from "../../../src/report/athena/scan-cost.js";

test.each([
  [0, 0],
  [1, 0.00005],
  [10_000_000, 0.00005],
  [10_000_001, 0.000055],
  [1e12, 5],
])("%d bytes cost %d USD", (bytes, usd) => {
  expect(scanCostUsd(bytes)).toBeCloseTo(usd, 12);
});
