import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtPackage } from "./support/built.js";
import { temporaryFolder } from "./support/sandbox.js";
import { HAS_TERMINAL, onTerminal } from "./support/terminal.js";
import { SMALL } from "./support/yaml.js";

const CTRL_C = "\u0003";
const CTRL_D = "\u0004";

describe.skipIf(!HAS_TERMINAL)("on a real terminal", () => {
  let folder = "";
  let stack = "";
  beforeAll(async () => {
    folder = builtPackage();
    stack = mkdtempSync(join(tmpdir(), "ccb-stack-"));
    writeFileSync(join(stack, "ccb.yaml"), SMALL);
    const apply = [join(folder, "bin/ccb.js"), "apply", "--sandbox", "--yes", "--phase", "foundation"];
    expect(spawnSync(process.execPath, apply, { cwd: stack }).status).toBe(0);
  });
  afterAll(() => {
    for (const made of [folder, stack]) rmSync(made, { recursive: true, force: true });
  });

  const ccb = (args: string, cwd: string, keys: { at: RegExp; type: string }[]) =>
    onTerminal([process.execPath, join(folder, "bin/ccb.js"), ...args.split(" ")], cwd, keys);

  /** A folder with a stack of which one phase is applied. */
  function applied() {
    const cwd = temporaryFolder();
    cpSync(stack, cwd, { recursive: true });
    const journal = () => readFileSync(join(cwd, ".ccb/sandbox/account.jsonl"), "utf8");
    const yaml = () => readFileSync(join(cwd, "ccb.yaml"), "utf8");
    return { cwd, state: () => [journal(), yaml()] };
  }

  it.each([
    ["Ctrl-C", CTRL_C],
    ["Ctrl-D", CTRL_D],
  ])("%s at a question of init writes nothing and exits 130, on a line of its own", async (_name, key) => {
    const first = temporaryFolder();
    const { code, screen } = await ccb("init", first, [{ at: /AWS Region.*: $/, type: key }]);
    expect(code, screen).toBe(130);
    expect(screen).toMatch(/^Interrupted; nothing was changed$/m);
    const second = temporaryFolder();
    const late = await ccb("init", second, [
      { at: /AWS Region.*: $/, type: "eu-west-1\r" },
      { at: /: $/, type: key },
    ]);
    expect(late.code, late.screen).toBe(130);
    for (const cwd of [first, second]) {
      expect(existsSync(join(cwd, "ccb.yaml"))).toBe(false);
      expect(existsSync(join(cwd, ".ccb"))).toBe(false);
    }
  });

  it.each(["apply", "destroy", "offboard-dev alice"])(
    "Ctrl-C or Ctrl-D at the question of `ccb %s` changes nothing and exits 130",
    async (command) => {
      const { cwd, state } = applied();
      const before = state();
      for (const key of [CTRL_C, CTRL_D, `ye${CTRL_C}`]) {
        const { code, screen } = await ccb(`${command} --sandbox`, cwd, [{ at: /Type yes.*: $/, type: key }]);
        expect(code, screen).toBe(130);
        expect(screen).toMatch(/^Interrupted; nothing was changed$/m);
        expect(screen).not.toMatch(/finishing the calls|Error:/);
        expect(state()).toEqual(before);
      }
    },
  );

  it("a typed yes is a yes, and y is none", async () => {
    const { cwd, state } = applied();
    const before = state();
    const no = await ccb("destroy --sandbox", cwd, [{ at: /Type yes.*: $/, type: "y\r" }]);
    expect(no.code, no.screen).toBe(1);
    expect(state()).toEqual(before);
    const yes = await ccb("destroy --sandbox", cwd, [{ at: /Type yes.*: $/, type: "yes\r" }]);
    expect(yes.code, yes.screen).toBe(0);
  });
});
