import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { ccb, workspace } from "./cli.js";

/**
 * Applies a stack once for all tests of a file.
 * @returns makes a workspace with a copy of it
 */
export function appliedOnce(yaml: string): () => ReturnType<typeof workspace> {
  const cwd = mkdtempSync(join(tmpdir(), "ccb-applied-"));
  beforeAll(async () => {
    writeFileSync(join(cwd, "ccb.yaml"), yaml);
    const { code, err } = await ccb("apply --yes --sandbox", { cwd });
    expect(code, err).toBe(0);
  });
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));
  return () => {
    const copy = workspace(yaml);
    cpSync(join(cwd, ".ccb"), join(copy.cwd, ".ccb"), { recursive: true });
    return copy;
  };
}
