import { expect, test, vi } from "vitest";
import { installed } from "./installed.js";

vi.mock("@duckdb/node-api", () => {
  throw new Error("Cannot find package '@duckdb/node-api'");
});

test("without DuckDB the simulated account says what to install, and what works without it", async () => {
  const { usage } = await installed();
  await expect(usage("2026-11")).rejects.toMatchObject({
    name: "KnownError",
    code: "duckdb_missing",
    hint: expect.stringMatching(/npm install @duckdb\/node-api.*--engine local/),
  });
});
