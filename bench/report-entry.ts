// What the benchmark of the cost report needs of it, for the bundler.
import { monthBounds } from "../src/report/timestamp.js";
import type { EngineQuery } from "../src/report/usage.js";

export { readUsage } from "../src/report/local/engine.js";
export { Ledger } from "../src/report/local/ledger/ledger.js";
export { folderSource } from "../src/report/local/source.js";

/** A query as for an account without a register. */
export function engineQuery(month: string): EngineQuery {
  const folders = { firstFolder: "2026-09-30", lastFolder: "2026-11-01" };
  return { month, ...folders, ...monthBounds(month), thresholds: [100_000], slots: [], metadataKeys: [] };
}
