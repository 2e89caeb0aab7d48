import { describe, expect, it } from "vitest";
import { type Caller, identityOf, responseModel } from "../../../src/sandbox/seed/callers.js";
import { seedCalls } from "../../../src/sandbox/seed/calls.js";
import { STACK } from "../../support/reconcile.js";

const CALLERS: Caller[] = ["ada", "grace", "edsger"].map((user) => ({
  user,
  identity: `arn:aws:sts::123456789012:assumed-role/claude-code-developer/${user}`,
  models: ["us.anthropic.claude-opus-4-6-v1", "us.anthropic.claude-haiku-4-5-20251001-v1:0"].map(
    (source, i) => ({
      profileArn: `arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/${user}${i}`,
      source,
    }),
  ),
}));
const CALLS = seedCalls("2026-10", 5000, CALLERS);
const sum = (pick: (call: (typeof CALLS)[number]) => number) =>
  CALLS.reduce((total, call) => total + pick(call), 0);

describe("seedCalls", () => {
  it("makes as many calls as asked for, in the month, by time, each with its own id", () => {
    expect(CALLS).toHaveLength(5000);
    expect(new Set(CALLS.map(({ requestId }) => requestId)).size).toBe(5000);
    const times = CALLS.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(Date.UTC(2026, 9));
    expect(times.at(-1)).toBeLessThan(Date.UTC(2026, 10));
  });

  it("is the same for the same month, number and developers only", () => {
    const ids = (calls: typeof CALLS) => calls.map(({ requestId }) => requestId);
    expect(seedCalls("2026-10", 5000, CALLERS)).toEqual(CALLS);
    expect(ids(seedCalls("2026-10", 4999, CALLERS))).not.toEqual(ids(CALLS).slice(0, 4999));
    expect(ids(seedCalls("2026-09", 5000, CALLERS))).not.toEqual(ids(CALLS));
    expect(ids(seedCalls("2026-10", 5000, CALLERS.slice(1)))).not.toEqual(ids(CALLS));
  });

  it("falls on weekdays and working hours first of all", () => {
    const weekend = CALLS.filter(({ at }) => [0, 6].includes(new Date(at).getUTCDay())).length;
    const night = CALLS.filter(({ at }) => new Date(at).getUTCHours() < 5).length;
    // 9 of the 31 days of October 2026 are of a weekend.
    expect(weekend / 5000).toBeLessThan(0.15);
    expect(weekend).toBeGreaterThan(0);
    expect(night / 5000).toBeLessThan(0.05);
  });

  it("has the token mix of Claude Code: most of a prompt is read from the cache, next to nothing is uncached", () => {
    const prompt = sum((call) => call.inputTokens + call.cacheReadTokens + call.cacheWriteTokens);
    expect(sum(({ cacheReadTokens }) => cacheReadTokens) / prompt).toBeGreaterThan(0.8);
    expect(sum(({ inputTokens }) => inputTokens) / prompt).toBeLessThan(0.02);
    expect(sum(({ outputTokens }) => outputTokens) / prompt).toBeLessThan(0.05);
    for (const call of CALLS) {
      expect(call.cacheWriteTokens).toBeGreaterThanOrEqual(0);
      expect(call.inputTokens + call.cacheReadTokens + call.cacheWriteTokens).toBeLessThan(200_000);
    }
  });

  it("writes some of the cache for an hour, most for five minutes", () => {
    const hour = CALLS.filter(({ ttl, cacheWriteTokens }) => ttl === "1h" && cacheWriteTokens > 0).length;
    expect(hour / 5000).toBeGreaterThan(0.1);
    expect(hour / 5000).toBeLessThan(0.45);
  });

  it("lets everybody call, and the background work run on haiku", () => {
    expect(new Set(CALLS.map(({ caller }) => caller.user)).size).toBe(3);
    const background = CALLS.filter(({ kind }) => kind === "background");
    expect(background.length).toBeGreaterThan(100);
    expect(new Set(background.map(({ model }) => model.source))).toEqual(
      new Set(["us.anthropic.claude-haiku-4-5-20251001-v1:0"]),
    );
  });
});

describe("identityOf", () => {
  it.each([
    [{ user: "ada", principals: [] }, "arn:aws:sts::123456789012:assumed-role/dev/ada"],
    [
      { user: "ada", principals: ["ada@x.example"] },
      "arn:aws:sts::123456789012:assumed-role/dev/ada@x.example",
    ],
    [
      { user: "bot", principals: ["arn:aws:iam::123456789012:role/ci/BuildBot", "bot@x.example"] },
      "arn:aws:sts::123456789012:assumed-role/BuildBot/bot",
    ],
    [{ user: "u", principals: ["arn:aws:iam::123456789012:user/u"] }, "arn:aws:iam::123456789012:user/u"],
  ])("%j is logged as %s", (developer, arn) => {
    expect(identityOf(STACK, "dev", developer)).toBe(arn);
  });
});

describe("responseModel", () => {
  it.each([
    ["us.anthropic.claude-opus-4-6-v1", "claude-opus-4-6"],
    ["global.anthropic.claude-haiku-4-5-20251001-v1:0", "claude-haiku-4-5-20251001"],
    ["anthropic.claude-sonnet-4-6", "claude-sonnet-4-6"],
  ])("%s answers as %s", (source, name) => expect(responseModel(source)).toBe(name));
});
