import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ccb, workspace } from "../support/cli.js";
import { KNOWS_FILES, fillDisk } from "../support/full-disk.js";
import { temporaryFolder } from "../support/sandbox.js";
import { SMALL } from "../support/yaml.js";

const CROWD = SMALL.replace("alice: {}", Array.from({ length: 12 }, (_, n) => `dev${n}: {}`).join("\n  "));
const NEWER = CROWD.replace("us.anthropic.claude-sonnet-4-6", "global.anthropic.claude-sonnet-4-6");

interface Applied {
  applied: { key: string; action: string; status: string }[];
}

/** Profiles of twelve developers, whose model is another one in the YAML now. */
async function replacing() {
  const place = workspace(CROWD);
  expect((await place.ccb("apply --yes --phase allocation")).code).toBe(0);
  writeFileSync(join(place.cwd, "ccb.yaml"), NEWER);
  return place;
}

describe("--keep-old", () => {
  it("can be planned, saved and applied, and deletes nothing that needs --allow-deletes", async () => {
    const { ccb: run } = await replacing();
    const without = await run("plan --phase allocation --json");
    expect(JSON.stringify(without.json())).toContain("--allow-deletes 12");
    const plan = await run("plan --phase allocation --keep-old --out kept.json --json");
    expect(plan.json()).toMatchObject({ summary: { replace: 12, delete: 0 } });
    expect(JSON.stringify(plan.json())).not.toContain("--allow-deletes");
    const applied = await run("apply --plan kept.json --yes --json");
    expect(applied.code, applied.out).toBe(0);
    expect(applied.json<Applied>().applied.filter(({ action }) => action === "replace")).toHaveLength(12);
    const after = await run("plan --phase allocation");
    expect(after.out.match(/kept: inference-profile/g)).toHaveLength(12);
    const dropping = await run("plan --phase allocation --drop-old --json");
    expect(dropping.json()).toMatchObject({ summary: { delete: 12, replace: 0 } });
    expect(JSON.stringify(dropping.json())).toContain("--allow-deletes 12");
  });

  it("is refused where the plan was made without it", async () => {
    const { ccb: run } = await replacing();
    await run("plan --phase allocation --out plan.json");
    for (const option of ["--keep-old", "--drop-old", "--adopt", "--phase budgets"]) {
      const { code, err } = await run(`apply --plan plan.json --yes ${option}`);
      expect(code, option).toBe(3);
      expect(err).toContain(`plan.json was made without this ${option.split(" ")[0]}`);
    }
    expect((await run("apply --plan plan.json --yes --phase allocation --allow-deletes 12")).code).toBe(0);
  });
});

it("the refusal of too many deletions shows the plan", async () => {
  const { account, ccb: run } = await replacing();
  const before = readFileSync(join(account, "account.jsonl"), "utf8");
  const { code, out, err } = await run("apply --yes --phase allocation");
  expect([code, out]).toEqual([5, ""]);
  expect(err.match(/-\/\+ inference-profile claude-code-dev\d+/gm)).toHaveLength(12);
  expect(err).toMatch(/^Plan: .* 12 to replace/m);
  expect(err.indexOf("Plan: ")).toBeLessThan(
    err.indexOf("Error: this plan deletes or replaces 12 resources"),
  );
  expect(readFileSync(join(account, "account.jsonl"), "utf8")).toBe(before);
});

describe("ccb show", () => {
  it("prints a saved plan as ccb plan did, without an account", async () => {
    const { cwd, ccb: run } = await replacing();
    const args = "--phase allocation --keep-old --out plan.json";
    const text = await run(`plan ${args}`);
    const verbose = await run(`plan ${args} --verbose`);
    const json = await run(`plan ${args} --json`);
    const alone = temporaryFolder();
    writeFileSync(join(alone, "plan.json"), readFileSync(join(cwd, "plan.json")));
    const show = (more = "") => ccb(`show plan.json ${more}`, { cwd: alone });
    expect(await show()).toMatchObject({ code: 0, err: "", out: text.out });
    expect((await show("--verbose")).out).toBe(verbose.out);
    const options = {
      phases: ["allocation"],
      adopt: false,
      newHistory: false,
      keepOld: true,
      dropOld: false,
    };
    expect((await show("--json")).json()).toEqual({ ...json.json(), options });
    expect(readdirSync(alone)).toEqual(["plan.json"]);
  });

  it("says what is no saved plan", async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "other.json"), "{}");
    mkdirSync(join(cwd, "folder"));
    for (const file of ["other.json", "none.json", "folder"]) {
      const { code, json } = await ccb(`show ${file} --json`, { cwd });
      expect(code).toBe(3);
      expect(json()).toMatchObject({ error: { code: "bad_plan_file" } });
    }
    expect((await ccb("show", { cwd })).err).toMatch(/missing required argument 'file'\nsee ccb show --help/);
  });
});

describe("plan --out", () => {
  it("refuses what is no regular file, before the account is read", async () => {
    const { cwd, account, ccb: run } = workspace(SMALL);
    mkdirSync(join(cwd, "folder"));
    for (const out of ["folder", "/dev/null"]) {
      const { code, err } = await run(`plan --out ${out}`);
      expect([code, err]).toEqual([
        3,
        expect.stringContaining(`--out "${out}" is no regular file`) as string,
      ]);
    }
    expect(existsSync(account)).toBe(false);
  });

  it("replaces an old plan by the new one, for its owner alone", async () => {
    const { cwd, ccb: run } = workspace(SMALL);
    writeFileSync(join(cwd, "plan.json"), "old");
    chmodSync(join(cwd, "plan.json"), 0o644);
    expect((await run("plan --out plan.json")).code).toBe(0);
    expect((await run("show plan.json")).code).toBe(0);
    expect(readdirSync(cwd).toSorted()).toEqual(["ccb.yaml", "plan.json"]);
  });

  it.runIf(KNOWS_FILES).each(["ENOSPC", "EDQUOT", "EROFS"] as const)(
    "leaves the old plan, and nothing else, on %s",
    async (code) => {
      const { cwd, ccb: run } = workspace(SMALL);
      await run("plan --out plan.json");
      const before = readFileSync(join(cwd, "plan.json"), "utf8");
      fillDisk(/(?:plan|new)\.json/, code);
      for (const file of ["plan.json", "new.json"]) {
        const full = await run(`plan --phase budgets --out ${file} --json`);
        expect(full.code).toBe(1);
        expect(full.json()).toMatchObject({ error: { code: "disk_full" } });
        expect(full.out).toContain(file);
      }
      expect(readFileSync(join(cwd, "plan.json"), "utf8")).toBe(before);
      expect(readdirSync(cwd).toSorted()).toEqual(["ccb.yaml", "plan.json"]);
    },
  );
});
