import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/load.js";
import { workspace } from "../support/cli.js";
import { SMALL } from "../support/yaml.js";
import { textOf } from "../config/base.js";
import { BROKEN_STRUCTURE } from "../config/broken-structure.js";
import { BROKEN_VALUES } from "../config/broken-values.js";

interface PlanJson {
  summary: Record<string, number>;
  changes: { key: string; phase: string; action: string; fields: object[]; calls: object[] }[];
}

describe("ccb plan", () => {
  it("describes every change by its fields and calls, and writes nothing", async () => {
    const { account, ccb } = workspace(SMALL);
    const result = await ccb("plan --json");
    expect(result.code).toBe(0);
    const plan = result.json<PlanJson>();
    expect(Object.keys(plan)).toEqual([...["account", "region", "stack", "summary", "changes", "warnings"]]);
    expect(plan).toMatchObject({ account: "123456789012", region: "us-east-1", stack: "claude-code" });
    const create = plan.changes.length;
    expect(plan.summary).toMatchObject({ create, update: 0, replace: 0, delete: 0, adopt: 0 });
    for (const change of plan.changes) {
      expect(Object.keys(change)).toEqual(["key", "kind", "phase", "name", "action", "fields", "calls"]);
      expect(change.calls.length, change.key).toBeGreaterThan(0);
    }
    expect(existsSync(account)).toBe(false);
  });

  it("closes with a line that counts the changes", async () => {
    const { ccb } = workspace(SMALL);
    const { out } = await ccb("plan");
    expect(out.trimEnd().split("\n").at(-1)).toMatch(
      /^Plan: \d+ to create, 0 to update, 0 to replace, 0 to delete, \d+ unchanged\.$/,
    );
  });

  it("--detailed-exitcode tells changes from none", async () => {
    const { ccb } = workspace(SMALL);
    expect((await ccb("plan --detailed-exitcode")).code).toBe(2);
    expect((await ccb("plan")).code).toBe(0);
    await ccb("apply --yes");
    expect((await ccb("plan --detailed-exitcode")).code).toBe(0);
  });

  it("--phase limits the plan, repeated or with commas", async () => {
    const { ccb } = workspace(SMALL);
    const phases = async (args: string) => {
      const { changes } = (await ccb(`plan --json ${args}`)).json<PlanJson>();
      return [...new Set(changes.map((change) => change.phase))];
    };
    expect(await phases("--phase foundation")).toEqual(["foundation"]);
    expect(await phases("--phase foundation --phase logging")).toEqual(["foundation", "logging"]);
    expect(await phases("--phase foundation,logging")).toEqual(["foundation", "logging"]);
  });

  it("--out saves a plan that only its owner may read", async () => {
    const { cwd, ccb } = workspace(SMALL);
    expect((await ccb("plan --out plan.json")).code).toBe(0);
    expect(statSync(join(cwd, "plan.json")).mode & 0o777).toBe(0o600);
  });
});

describe("ccb plan with a broken YAML", () => {
  const rows = [...BROKEN_STRUCTURE, ...BROKEN_VALUES];

  it("has enough of them to mean something", () => expect(rows.length).toBeGreaterThan(100));

  it.each(rows.map((row) => [`${row[1]}: ${String(row[2])}`, row] as const))(
    "stops before AWS at line %s",
    async (_title, [text, line]) => {
      const { account, ccb } = workspace(textOf(text));
      const result = await ccb("plan --json");
      expect(result.code).toBe(3);
      const { error } = result.json<{ error: { code: string; message: string; details: object[] } }>();
      expect(error.code).toBe("bad_config");
      expect(error.details).toEqual([
        expect.objectContaining({ line, message: parseConfig(textOf(text), "f").problems[0]?.message }),
      ]);
      expect(error.message).toMatch(new RegExp(`^ccb\\.yaml:${line}:\\d+: `));
      expect(existsSync(account)).toBe(false);
    },
  );
});

describe("the secrets in the address of a webhook", () => {
  const HOOK = "https://user:s3cret@events.example.com/hook/s3cret?key=s3cret";
  const YAML = `${SMALL}  webhooks: ["${HOOK}"]\n`;

  /** The webhook's subscription as the simulated account has it. */
  const subscribed = (account: string) => readFileSync(join(account, "account.jsonl"), "utf8").includes(HOOK);

  it("reach AWS and are printed by no command, a saved plan included", async () => {
    const { account, ccb, cwd } = workspace(YAML);
    const texts: string[] = [];
    const run = async (args: string, env = {}) => {
      const { code, out, err } = await ccb(args, { env });
      texts.push(out, err);
      return code;
    };
    for (const args of ["plan --json", "plan --verbose", "plan --out plan.json"]) {
      expect(await run(args), args).toBe(0);
    }
    expect(texts[0]).toContain('"Endpoint": "https://events.example.com"');
    const refusal = { name: "InvalidParameterException", message: `Invalid parameter: Endpoint ${HOOK}` };
    const faults = { CCB_SANDBOX_FAULTS: JSON.stringify({ deny: { "sns:Subscribe": refusal } }) };
    expect(await run("apply --yes --json --phase budgets", faults)).toBe(1);
    expect(texts.at(-2)).toContain("Invalid parameter: Endpoint https://events.example.com");
    expect(await run("apply --yes --verbose --phase budgets", faults)).toBe(1);
    const topicGone = { ...refusal, message: `no topic for ${HOOK}` };
    const reads = {
      CCB_SANDBOX_FAULTS: JSON.stringify({ deny: { "sns:ListSubscriptionsByTopic": topicGone } }),
    };
    expect(await run("plan --verbose", reads)).toBe(1);
    for (const args of [
      "status --json",
      "status",
      "apply --yes --verbose",
      "status --json",
      "destroy --yes",
    ]) {
      expect(await run(args), args).toBe(0);
    }
    texts.push(readFileSync(join(cwd, "plan.json"), "utf8"));
    expect(texts.filter((text) => text.includes("s3cret"))).toEqual([]);
    expect(subscribed(account)).toBe(true);
  });

  it("do not make a saved plan stale, and a changed one does", async () => {
    const { account, ccb, cwd } = workspace(YAML);
    await ccb("plan --out plan.json");
    for (const part of [":s3cret", "/s3cret", "=s3cret"]) {
      writeFileSync(join(cwd, "ccb.yaml"), YAML.replace(part, `${part[0]}other`));
      expect((await ccb("apply --plan plan.json --yes")).code, part).toBe(5);
    }
    writeFileSync(join(cwd, "ccb.yaml"), YAML);
    expect((await ccb("apply --plan plan.json --yes")).code).toBe(0);
    expect(subscribed(account)).toBe(true);
  });

  it.each([
    ["of no https URL", "[http://events.example.com/s3cret]"],
    ["of no URL", "[events.example.com/s3cret]"],
    ["of a broken URL", "['https://user:s3cret@']"],
    ["of a URL with blanks", "['https://events.example.com/a s3cret']"],
    ["listed twice", "['https://a.example/s3cret', 'https://a.example/s3cret']"],
    ["that is no list", "https://events.example.com/s3cret"],
    ["that is no list and no URL", "events.example.com/s3cret"],
    ["inside a map", "[{ url: 'https://a.example/s3cret' }]"],
    ["in broken YAML", "['https://a.example/s3cret"],
    ["in a wrong indent", "\n - https://a.example/s3cret\n- x"],
    ["among the e-mail addresses", "[]\n  emails: ['https://a.example/s3cret']"],
  ])("are in no message about one %s", async (_what, value) => {
    const { ccb } = workspace(`${SMALL.replace(/ {2}emails.*\n/, "")}  webhooks: ${value}\n`);
    for (const args of ["validate", "validate --json", "plan --verbose", "plan --json"]) {
      const { code, out, err } = await ccb(args);
      expect(code, args).toBe(3);
      expect(out + err, args).toMatch(/ccb\.yaml:\d+|"line": \d+/);
      expect(out + err, args).not.toContain("s3cret");
    }
  });
});
