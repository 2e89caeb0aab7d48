import { expect, test, vi } from "vitest";
import { workspace } from "../support/cli.js";
import { SMALL } from "../support/yaml.js";

vi.mock("@duckdb/node-api", () => {
  throw new Error("Cannot find package '@duckdb/node-api'");
});

test("without DuckDB --engine athena says what to install, and the local engine works", async () => {
  const { ccb } = workspace(SMALL);
  await ccb("apply --yes");
  await ccb("sandbox seed --month 2026-10 --calls 20");
  const { code, out } = await ccb("cost-report --month 2026-10 --engine athena --json");
  const { error } = JSON.parse(out) as { error: { code: string; hint: string } };
  expect([code, error.code]).toEqual([1, "duckdb_missing"]);
  expect(error.hint).toMatch(/npm install @duckdb\/node-api.*--engine local/);
  expect((await ccb("cost-report --month 2026-10 --engine local --json")).code).toBe(0);
});
