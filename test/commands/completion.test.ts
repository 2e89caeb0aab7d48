import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ccb, workspace } from "../support/cli.js";
import { temporaryFolder } from "../support/sandbox.js";

const has = (shell: string): boolean => spawnSync(shell, ["-c", "true"]).status === 0;

/** Runs a script in a shell. @returns standard output. @throws with what the shell said */
function run(shell: string, args: string[], script: string): string {
  const { status, stdout, stderr } = spawnSync(shell, args, { input: script, encoding: "utf8" });
  if (status !== 0 || stderr !== "") throw new Error(`${shell} exited with ${status}: ${stderr}`);
  return stdout;
}

const COMPANY = `version: 1
region: us-east-1
models:
  sonnet: { copyFrom: us.anthropic.claude-sonnet-4-6 }
  haiku: { copyFrom: us.anthropic.claude-haiku-4-5-20251001-v1:0 }
logging: { bucketPrefix: acme-corp }
defaults: { team: engineering, project: "\${PROJECT:-web}" }
budgets: { teams: { search: { amount: 1, costCenter: x } } }
developers:
  alice: {}
  bob: { team: research, costCenter: CC-2 }
  da na:
`;

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

  /** What bash offers for a line, with a `ccb` that answers from a workspace. */
  const completed = async (line: string, yaml = COMPANY): Promise<string[]> => {
    const { cwd, ccb: inside } = workspace(yaml);
    const { out } = await ccb("completion bash");
    run("bash", ["-n"], out);
    // Bash hands --format=x over as three words.
    const words = line.split(/ |(?==)|(?<==)/);
    const kinds = ["developers", "models", "teams", "projects", "cost-centers"];
    const answers = await Promise.all(
      kinds.map(async (kind) => {
        const { out: names } = await inside(`--quiet complete ${kind}`, { sandbox: false });
        writeFileSync(join(cwd, kind), names);
      }),
    );
    expect(answers).toHaveLength(5);
    const stub = `ccb() { echo "$*" >> '${cwd}/asked'; cat "${cwd}/\${@: -1}"; }`;
    const set = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}`;
    const offered = run("bash", [], `${stub}\n${out}\n${set}; _ccb; printf '%s\\n' "\${COMPREPLY[@]}"`);
    asked = existsSync(join(cwd, "asked")) ? readFileSync(join(cwd, "asked"), "utf8") : "";
    return offered.trim().split("\n");
  };
  let asked = "";

  it.runIf(has("bash")).each([
    ["ccb pl", ["plan"]],
    ["ccb plan --det", ["--detailed-exitcode"]],
    ["ccb --json des", ["destroy"]],
    ["ccb apply --sand", ["--sandbox"]],
    ["ccb destroy --del", ["--delete-data"]],
    ["ccb -c plan val", ["validate"]],
  ])("bash completes %j", async (line, words) => {
    expect(await completed(line)).toEqual(words);
  });

  it.runIf(has("bash")).each([
    ["ccb completion ", ["bash", "zsh", "fish"]],
    ["ccb plan --phase ", ["foundation", "logging", "allocation", "attribution", "budgets"]],
    ["ccb outputs developer", ["developerRoleArn"]],
    ["ccb print-env alice --format man", ["managed-settings"]],
    ["ccb print-env alice -f man", ["managed-settings"]],
    ["ccb print-env alice --format=man", ["managed-settings"]],
    ["ccb cost-report --format ", ["table", "json", "csv", "markdown", "html"]],
    ["ccb cost-report --format=", ["table", "json", "csv", "markdown", "html"]],
    ["ccb cost-report --engine a", ["athena"]],
    ["ccb cost-report --group-by cost", ["cost-center"]],
    ["ccb plan --out ", [""]],
    ["ccb plan --region eu-west-1 --adopt --pha", ["--phase"]],
    ["ccb --region us-gov", ["us-gov-east-1", "us-gov-west-1"]],
  ])("bash completes the arguments of %j", async (line, words) => {
    expect(await completed(line)).toEqual(words);
    expect(asked).toBe("");
  });

  it.runIf(has("bash")).each([
    ["ccb offboard-dev ", ["alice", "bob", "da\\ na"]],
    ["ccb print-env b", ["bob"]],
    ["ccb print-env --model ", ["sonnet", "haiku"]],
    ["ccb onboard-dev zoe --team ", ["engineering", "research", "search"]],
    ["ccb onboard-dev zoe --dev-project w", ["web"]],
    ["ccb onboard-dev zoe --cost-center CC-2", ["CC-2"]],
    ["ccb prices h", ["haiku"]],
  ])("bash asks for the names of the YAML: %j", async (line, words) => {
    expect(await completed(line)).toEqual(words);
  });

  it.runIf(has("bash"))(
    "bash asks for the YAML that is named, and for none where there is nothing to ask",
    async () => {
      await completed("ccb -c other.yaml print-env ");
      expect(asked).toBe("--config other.yaml --quiet complete developers\n");
      await completed("ccb print-env --config=other.yaml al");
      expect(asked).toBe("--config other.yaml --quiet complete developers\n");
      await completed("ccb print-env --mo");
      expect(asked).toBe("");
    },
  );

  it.runIf(has("bash"))("bash runs nothing a name says", async () => {
    const evil = "$(touch${IFS}pwned)";
    const yaml = `${COMPANY}  "${evil}": {}\n  "x; y": {}\n`;
    expect(await completed("ccb offboard-dev ", yaml)).toEqual(["alice", "bob", "da\\ na"]);
    expect(existsSync("pwned")).toBe(false);
  });

  it.runIf(has("fish"))("fish completes words, arguments and names", async () => {
    const { cwd, ccb: inside } = workspace(COMPANY);
    const bin = join(cwd, "ccb");
    writeFileSync(join(cwd, "developers"), (await inside("complete developers", { sandbox: false })).out);
    writeFileSync(bin, `#!/bin/sh\nfor last; do :; done\ncat "${cwd}/$last"\n`, { mode: 0o755 });
    const script = join(cwd, "completion.fish");
    writeFileSync(script, (await ccb("completion fish")).out);
    const offered = (line: string) =>
      run("fish", ["-c", `set PATH ${cwd} $PATH; source ${script}; complete -C '${line}'`], "")
        .split("\n")
        .map((word) => word.split("\t")[0])
        .filter(Boolean);
    expect(offered("ccb pl")).toEqual(["plan"]);
    expect(offered("ccb cost-report --format ").toSorted()).toEqual([
      "csv",
      "html",
      "json",
      "markdown",
      "table",
    ]);
    expect(offered("ccb print-env -f man")).toEqual(["managed-settings"]);
    expect(offered("ccb offboard-dev ")).toEqual(expect.arrayContaining(["alice", "bob", "da na"]));
  });
});
