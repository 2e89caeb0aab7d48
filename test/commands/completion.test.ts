import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ccb } from "../support/cli.js";
import { temporaryFolder } from "../support/sandbox.js";

const has = (shell: string): boolean => spawnSync(shell, ["-c", "true"]).status === 0;

/** Runs a script in a shell. @returns standard output. @throws with what the shell said */
function run(shell: string, args: string[], script: string): string {
  const { status, stdout, stderr } = spawnSync(shell, args, { input: script, encoding: "utf8" });
  if (status !== 0 || stderr !== "") throw new Error(`${shell} exited with ${status}: ${stderr}`);
  return stdout;
}

describe("ccb completion", () => {
  it.each(["zsh", "fish"])("%s: the script parses", async (shell) => {
    const { code, out } = await ccb(`completion ${shell}`);
    expect(code).toBe(0);
    expect(out).toContain("detailed-exitcode");
    const file = join(temporaryFolder(), "completion");
    writeFileSync(file, out);
    if (has(shell)) run(shell, ["-n", file], "");
  });

  it("--json holds the same script", async () => {
    const { out } = await ccb("completion bash");
    expect((await ccb("completion bash --json")).json()).toEqual({ shell: "bash", script: out });
  });

  const completed = async (line: string): Promise<string[]> => {
    const { out } = await ccb("completion bash");
    run("bash", ["-n"], out);
    const words = line.split(" ");
    const set = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}`;
    return run("bash", [], `${out}\n${set}; _ccb; printf '%s\\n' "\${COMPREPLY[@]}"`).trim().split("\n");
  };

  it.runIf(has("bash")).each([
    ["ccb pl", ["plan"]],
    ["ccb plan --det", ["--detailed-exitcode"]],
    ["ccb --json des", ["destroy"]],
    ["ccb apply --sand", ["--sandbox"]],
    ["ccb destroy --del", ["--delete-data"]],
  ])("bash completes %j", async (line, words) => {
    expect(await completed(line)).toEqual(words);
  });

  it.runIf(has("bash")).each([
    ["ccb completion ", ["bash", "zsh", "fish"]],
    ["ccb plan --phase ", ["foundation", "logging", "allocation", "attribution", "budgets"]],
    ["ccb outputs developer", ["developerRoleArn"]],
    ["ccb print-env alice --format man", ["managed-settings"]],
  ])("bash completes the arguments of %j", async (line, words) => {
    expect(await completed(line)).toEqual(words);
  });
});
