import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ccb } from "../support/cli.js";
import { temporaryFolder } from "../support/sandbox.js";

describe("ccb init", () => {
  it("writes a commented file that is valid and plans as it is", async () => {
    const cwd = temporaryFolder();
    const result = await ccb("init --defaults --json", { cwd });
    expect(result).toMatchObject({ code: 0, err: "" });
    expect(result.json()).toEqual({ path: "ccb.yaml" });
    const text = readFileSync(join(cwd, "ccb.yaml"), "utf8");
    expect(text).toMatch(/^# yaml-language-server: \$schema=\S+$/m);
    expect((await ccb("validate", { cwd })).code).toBe(0);
    expect((await ccb("plan --sandbox", { cwd })).code).toBe(0);
  });

  it("names a schema that is there, readable by its owner alone", async () => {
    const cwd = temporaryFolder();
    await ccb("init --defaults", { cwd });
    const [, named] = /\$schema=(\S+)/.exec(readFileSync(join(cwd, "ccb.yaml"), "utf8")) ?? [];
    const file = join(cwd, named ?? "no schema line");
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual((await ccb("schema")).json());
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("never overwrites", async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "ccb.yaml"), "mine");
    const result = await ccb("init --defaults --json", { cwd });
    expect(result.code).toBe(3);
    expect(result.json()).toMatchObject({ error: { code: "file_exists" } });
    expect(readFileSync(join(cwd, "ccb.yaml"), "utf8")).toBe("mine");
    expect(existsSync(join(cwd, ".ccb"))).toBe(false);
  });

  it("asks on a terminal, and writes nothing when an answer cannot be right", async () => {
    const cwd = temporaryFolder();
    const result = await ccb("init", { cwd, answer: "Not A Region" });
    expect(result.code).toBe(3);
    expect(result.err).toContain("Not A Region");
    expect(existsSync(join(cwd, "ccb.yaml"))).toBe(false);
  });

  it("writes where --config says", async () => {
    const cwd = temporaryFolder();
    expect((await ccb("init --defaults --config team.yaml --json", { cwd })).json()).toEqual({
      path: "team.yaml",
    });
    expect((await ccb("validate -c team.yaml", { cwd })).code).toBe(0);
  });
});
