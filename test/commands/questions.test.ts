import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CTRL_C, ccb, workspace } from "../support/cli.js";
import { temporaryFolder } from "../support/sandbox.js";
import { SMALL } from "../support/yaml.js";

const TWO_MODELS = SMALL.replace(
  "models:\n",
  "models:\n  haiku: { copyFrom: us.anthropic.claude-haiku-4-5-20251001-v1:0 }\n",
);

describe("Ctrl-C or Ctrl-D at a question", () => {
  it.each([
    ["apply", ""],
    ["apply --json", ""],
    ["destroy", "apply --yes --phase foundation"],
    ["destroy --delete-data", "apply --yes --phase foundation"],
    ["offboard-dev alice", "apply --yes --phase foundation"],
    ["onboard-dev alice --model haiku", "apply --yes --phase foundation,allocation"],
  ])("of `ccb %s` changes nothing and exits 130", async (command, before) => {
    const { cwd, account, ccb: run } = workspace(TWO_MODELS);
    if (before !== "") expect((await run(before)).code).toBe(0);
    const state = () =>
      [join(account, "account.jsonl"), join(cwd, "ccb.yaml")].map((file) =>
        existsSync(file) ? readFileSync(file, "utf8") : "",
      );
    const was = state();
    const result = await run(command, { answer: CTRL_C });
    expect(result.asked, result.err).toHaveLength(1);
    expect(result.code).toBe(130);
    if (command.endsWith("--json")) expect(result.json()).toMatchObject({ error: { code: "interrupted" } });
    else expect(result.err).toMatch(/^Interrupted; nothing was changed\n$/m);
    expect(result.err).not.toContain("Error:");
    expect(state()).toEqual(was);
  });

  it("of `ccb init` writes nothing and exits 130", async () => {
    const cwd = temporaryFolder();
    const result = await ccb("init", { cwd, answer: CTRL_C });
    expect([result.code, result.out]).toEqual([130, ""]);
    expect(existsSync(join(cwd, "ccb.yaml"))).toBe(false);
    expect(existsSync(join(cwd, ".ccb"))).toBe(false);
  });
});

describe("the place of a plan", () => {
  const PLACE = "Account 123456789012 (simulated), Region us-east-1, stack claude-code";

  it("begins the text of plan, apply, destroy and status", async () => {
    const { ccb: run } = workspace(SMALL);
    expect((await run("plan")).out).toMatch(new RegExp(`^${PLACE.replace(/[()]/g, "\\$&")}\n\n`));
    expect((await run("status")).out).toContain(`${PLACE}\n`);
    for (const command of ["apply --phase foundation --yes", "destroy --yes"]) {
      const { err } = await run(command);
      expect(err.split("\n")[1], command).toBe(PLACE);
    }
  });

  it("is repeated in the question, and --quiet hides no plan that somebody is asked about", async () => {
    const { ccb: run } = workspace(SMALL);
    const first = await run("apply --quiet", { answer: "no" });
    expect(first.asked).toEqual([
      "Apply this plan to stack claude-code in simulated account 123456789012, us-east-1? Type yes to go on: ",
    ]);
    expect(first.err).toContain(PLACE);
    expect(first.err).toMatch(/^Plan: \d+ to create/m);
    await run("apply --yes --phase foundation");
    expect((await run("destroy", { answer: "no" })).asked[0]).toMatch(
      /^Destroy stack claude-code in simulated account 123456789012, us-east-1\?/,
    );
  });
});
