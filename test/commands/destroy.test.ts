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
