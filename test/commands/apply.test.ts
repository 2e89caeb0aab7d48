import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { workspace } from "../support/cli.js";
import { SMALL } from "../support/yaml.js";

interface ApplyJson {
  summary: Record<string, number>;
  applied: { key: string; action: string; status: string; error?: string }[];
  outputs: Record<string, unknown>;
  pending: object[];
}

/** The simulated account's journal: every write is a line in it, and without one there is none. */
function journal(account: string): string {
  const file = join(account, "account.jsonl");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

describe("the yes that ccb apply needs", () => {
  it("cannot come from where nobody is: refused, and nothing is changed", async () => {
    const { account, ccb } = workspace(SMALL);
    const text = await ccb("apply");
    expect(text.code).toBe(5);
    expect(text.err).toMatch(/no terminal to ask on; nothing was changed\n.*--yes/);
    expect(text.err).toMatch(/^Plan: \d+ to create/m);
    expect(text.out).toBe("");
    const json = await ccb("apply --json");
    expect(json.json()).toMatchObject({ error: { code: "confirmation_required" } });
    expect(journal(account)).toBe("");
  });

  it.each(["yes", " yes "])("is typed: %j", async (answer) => {
    const { ccb } = workspace(SMALL);
    const { code, out } = await ccb("apply --phase foundation", { answer });
    expect(code).toBe(0);
    expect(out).toMatch(/2 applied, 0 failed, 0 skipped\.\n$/);
  });

  it.each(["no", "", "y", "Y", "YES", "yess", "apply"])("is not given by %j", async (answer) => {
    const { account, ccb } = workspace(SMALL);
    expect((await ccb("apply", { answer })).code).toBe(1);
    expect(journal(account)).toBe("");
  });

  it("is not given by Ctrl-C, which exits 130", async () => {
    const { account, ccb } = workspace(SMALL);
    const result = await ccb("apply --yes --json", { signal: AbortSignal.abort() });
    expect(result.code).toBe(130);
    expect(result.json()).toMatchObject({ error: { code: "interrupted" } });
    expect(existsSync(account)).toBe(false);
  });
});

describe("ccb apply", () => {
  it("reports each change, the outputs and what waits on a person; then has nothing to do", async () => {
    const { account, ccb } = workspace(SMALL);
    const first = await ccb("apply --yes --json");
    expect(first.code).toBe(0);
    const { summary, applied, outputs, pending } = first.json<ApplyJson>();
    expect(applied).toHaveLength(summary["create"] ?? 0);
    expect(new Set(applied.map((item) => `${item.action} ${item.status}`))).toEqual(new Set(["create done"]));
    expect(outputs).toMatchObject({
      developerRoleArn: "arn:aws:iam::123456789012:role/claude-code-developer",
      inferenceProfiles: {
        alice: { sonnet: expect.stringContaining("application-inference-profile/") as string },
      },
    });
    expect(JSON.stringify(pending)).toContain("ops@example.com");
    const total = applied.length + (summary["unchanged"] ?? 0);
    const before = journal(account);
    const second = await ccb("apply --yes --json");
    expect(second.json<ApplyJson>()).toMatchObject({ applied: [], summary: { unchanged: total } });
    expect(second.json<ApplyJson>().outputs).toEqual(outputs);
    expect((await ccb("apply")).out).toMatch(/Nothing to do\.\n$/);
    expect(journal(account)).toBe(before);
  });

  it("shows progress as plain lines, one a change, and none with --quiet", async () => {
    const loud = await workspace(SMALL).ccb("apply --yes --phase foundation");
    expect(loud.err.match(/^\[\d\/2\] done create iam-role /gm)).toHaveLength(2);
    const quiet = await workspace(SMALL).ccb("apply --yes --phase foundation --quiet");
    expect(quiet.err.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/^Simulated AWS account/) as string,
    ]);
  });

  it("finishes what it can, reports each failure in AWS's words and exits 1", async () => {
    const message =
      "User: arn:aws:iam::123456789012:user/me is not authorized to perform: sns:CreateTopic on resource: *";
    const deny = { "sns:CreateTopic": { name: "AuthorizationErrorException", message, status: 403 } };
    const { ccb } = workspace(SMALL);
    const env = { CCB_SANDBOX_FAULTS: JSON.stringify({ deny }) };
    const result = await ccb("apply --yes --json", { env });
    expect(result.code).toBe(1);
    const { applied } = result.json<ApplyJson>();
    const failed = applied.filter((item) => item.status === "failed");
    expect(failed.map(({ key }) => key)).toEqual(["budgets/topic"]);
    expect(failed[0]?.error).toContain(message);
    expect(result.err).toContain(message);
    expect(result.err).toMatch(/^failed: sns-topic claude-code-budget-alerts: sns:CreateTopic: /m);
    expect(result.err).toMatch(
      /^skipped: sns-subscription ops@example\.com: sns-topic claude-code-budget-alerts was not done$/m,
    );
    expect(applied.some((item) => item.status === "skipped")).toBe(true);
    expect(applied.find(({ key }) => key === "foundation/admin-role")?.status).toBe("done");
    expect((await ccb("apply --yes")).code).toBe(0);
  });

  it("leaves files that only their owner may read", async () => {
    const { cwd, ccb } = workspace(SMALL);
    await ccb("apply --yes");
    const entries = readdirSync(join(cwd, ".ccb"), { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect(statSync(file).mode & 0o777, file).toBe(0o600);
  });
});

describe("a saved plan", () => {
  it("is applied with a yes while it is still true", async () => {
    const { account, ccb } = workspace(SMALL);
    await ccb("plan --out plan.json");
    const before = journal(account);
    expect((await ccb("apply --plan plan.json --json")).code).toBe(5);
    expect(journal(account)).toBe(before);
    const result = await ccb("apply --plan plan.json --yes --json");
    expect(result.code).toBe(0);
    expect(result.json<ApplyJson>().applied.length).toBeGreaterThan(10);
  });

  it("is refused when the account has changed", async () => {
    const { account, ccb } = workspace(SMALL);
    await ccb("plan --out plan.json");
    await ccb("apply --yes --phase foundation");
    const before = journal(account);
    const result = await ccb("apply --plan plan.json --yes --json");
    expect(result.code).toBe(5);
    expect(result.json()).toMatchObject({ error: { code: "stale_plan" } });
    expect(journal(account)).toBe(before);
  });

  it("is refused when the YAML has changed, or it is another stack's", async () => {
    const { cwd, account, ccb } = workspace(SMALL);
    await ccb("plan --out plan.json");
    writeFileSync(join(cwd, "ccb.yaml"), `${SMALL}  monthly: 77\n`);
    expect((await ccb("apply --plan plan.json")).code).toBe(5);
    writeFileSync(join(cwd, "ccb.yaml"), `${SMALL}project: other\n`);
    const other = await ccb("apply --plan plan.json");
    expect(other.code).toBe(5);
    expect(other.err).toContain("made for claude-code in 123456789012 us-east-1, not for other");
    expect(journal(account)).toBe("");
  });
});

describe("the guard against a slip of the pen", () => {
  const crowd = SMALL.replace("alice: {}", Array.from({ length: 12 }, (_, n) => `dev${n}: {}`).join("\n  "));

  it("wants the exact number of deletions", async () => {
    const { cwd, ccb } = workspace(crowd);
    await ccb("apply --yes");
    writeFileSync(join(cwd, "ccb.yaml"), SMALL.replace("alice: {}", "dev0: {}"));
    const plan = await ccb("plan --json");
    expect(plan.code).toBe(0);
    expect(JSON.stringify(plan.json())).toContain("--allow-deletes 11");
    for (const args of ["apply --yes", "apply --yes --allow-deletes 10"]) {
      const refused = await ccb(args);
      expect(refused.code, args).toBe(5);
      expect(refused.err).toContain("--allow-deletes 11");
    }
    const done = await ccb("apply --yes --allow-deletes 11 --json");
    expect(done.code).toBe(0);
    expect(done.json<ApplyJson>().applied.filter((item) => item.action === "delete")).toHaveLength(11);
  });
});
