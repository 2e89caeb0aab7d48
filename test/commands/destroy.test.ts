import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { workspace } from "../support/cli.js";
import { SMALL } from "../support/yaml.js";

interface DestroyJson {
  summary: Record<string, number>;
  applied: { key: string; action: string; status: string }[];
}

describe("ccb destroy", () => {
  it("needs a yes", async () => {
    const { account, ccb } = workspace(SMALL);
    await ccb("apply --yes --phase foundation");
    const before = readFileSync(join(account, "account.jsonl"), "utf8");
    expect((await ccb("destroy")).code).toBe(5);
    expect((await ccb("destroy", { answer: "no" })).code).toBe(1);
    expect(readFileSync(join(account, "account.jsonl"), "utf8")).toBe(before);
    expect((await ccb("destroy", { answer: "yes" })).code).toBe(0);
  });

  it("--phase removes that phase alone, and says what relies on it", async () => {
    const { ccb } = workspace(SMALL);
    await ccb("apply --yes");
    const budgets = await ccb("destroy --phase budgets --yes --json");
    expect(budgets.code).toBe(0);
    const keys = budgets.json<DestroyJson>().applied.map(({ key }) => key);
    expect(keys).toContain("budgets/topic");
    expect(keys.filter((key) => !key.startsWith("budgets/"))).toEqual([]);
    expect(budgets.err).not.toContain("Warning");
    expect(
      (await ccb("status --phase foundation,logging,allocation,attribution --detailed-exitcode")).code,
    ).toBe(0);
    expect((await ccb("apply --yes")).code).toBe(0);
    const asked = await ccb("destroy --phase logging,attribution", { answer: "no" });
    expect(asked.asked[0]).toMatch(/^Destroy logging, attribution of stack claude-code in /);
    expect(asked.err).toMatch(/^Warning: metric-filter .* of phase budgets stay, and rely on what goes$/m);
    expect(asked.err).not.toMatch(/^ +- inference-profile/m);
  });

  it("removes everything but buckets with data, and those too with --delete-data", async () => {
    const { ccb } = workspace(SMALL);
    await ccb("apply --yes");
    const kept = await ccb("destroy --yes --json");
    expect(kept.code).toBe(0);
    const { applied } = kept.json<DestroyJson>();
    expect(applied.filter((item) => item.status !== "done")).toEqual([]);
    expect(applied.map(({ key }) => key)).toContain("foundation/developer-role");
    expect(applied.map(({ key }) => key)).not.toContain("logging/logs-bucket");
    expect(kept.err).toContain("acme-corp-bedrock-invocation-logs (stays with what it holds");
    const rest = await ccb("destroy --yes --delete-data --json");
    expect(rest.code).toBe(0);
    expect(rest.json<DestroyJson>().applied.map(({ key }) => key)).toContain("logging/logs-bucket");
    const nothing = await ccb("destroy --yes --delete-data --json");
    expect(nothing.code).toBe(0);
    expect(nothing.json<DestroyJson>().applied).toEqual([]);
  });
});
