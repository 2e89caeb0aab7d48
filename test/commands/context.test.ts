import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ccb, workspace } from "../support/cli.js";
import { temporaryFolder } from "../support/sandbox.js";
import { SMALL } from "../support/yaml.js";

describe("the configuration file", () => {
  /** A folder with a YAML, and the folder `a/b` in it. */
  const nested = () => {
    const { cwd } = workspace(SMALL);
    const below = join(cwd, "a/b");
    mkdirSync(below, { recursive: true });
    return { cwd, below };
  };

  it("is looked for in the folders above too, and which one it is is said", async () => {
    const { below } = nested();
    const result = await ccb("validate", { cwd: below });
    expect(result).toMatchObject({ code: 0, out: "../../ccb.yaml is valid.\n" });
    expect(result.err).toBe("Using ../../ccb.yaml.\n");
    expect((await ccb("validate --quiet", { cwd: below })).err).toBe("");
  });

  it("is the nearest one; the current folder's is not announced", async () => {
    const { cwd, below } = nested();
    writeFileSync(join(cwd, "a/ccb.yaml"), "broken");
    expect((await ccb("validate", { cwd: below })).err).toContain("../ccb.yaml:1:1: ");
    writeFileSync(join(below, "ccb.yaml"), SMALL);
    expect(await ccb("validate", { cwd: below })).toMatchObject({ out: "ccb.yaml is valid.\n", err: "" });
  });

  it("is never looked for elsewhere when it is named", async () => {
    const { below } = nested();
    expect((await ccb("validate -c ccb.yaml", { cwd: below })).code).toBe(3);
    expect((await ccb("validate", { cwd: below, env: { CCB_CONFIG: "ccb.yaml" } })).code).toBe(3);
  });

  it("is written where the command is started, whatever lies above", async () => {
    const { cwd, below } = nested();
    expect((await ccb("init --defaults", { cwd: below })).code).toBe(0);
    expect(existsSync(join(below, "ccb.yaml"))).toBe(true);
    expect(existsSync(join(cwd, ".ccb"))).toBe(false);
  });
});

describe("what ccb keeps", () => {
  it("lies beside the YAML, wherever a command is started", async () => {
    const { cwd } = workspace(SMALL);
    const below = join(cwd, "below");
    mkdirSync(below);
    const apply = "apply --yes --phase foundation --sandbox";
    expect((await ccb(apply, { cwd: below })).code).toBe(0);
    const named = await ccb("plan --sandbox -c ../ccb.yaml --json --phase foundation", { cwd: below });
    expect(named.json()).toMatchObject({ summary: { create: 0 } });
    expect(readdirSync(below)).toEqual([]);
    expect(readdirSync(join(cwd, ".ccb/sandbox"))).toContain("account.jsonl");
  });

  it("is nothing as long as commands only read", async () => {
    const { cwd, ccb: run } = workspace(SMALL);
    for (const command of ["validate", "plan", "status", "list-devs", "outputs", "print-env", "prices"]) {
      await run(command);
      expect(readdirSync(cwd), command).toEqual(["ccb.yaml"]);
    }
    const elsewhere = temporaryFolder();
    await ccb("plan --sandbox account", { cwd: elsewhere });
    await run("plan --sandbox=named");
    expect(readdirSync(cwd)).toEqual(["ccb.yaml"]);
  });
});
