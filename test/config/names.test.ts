import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/load.js";
import { namesOf, profileName } from "../../src/config/names.js";
import { BASE } from "./base.js";

const names = (added = "") => {
  const { config, problems } = parseConfig(BASE + added, "f");
  if (config === undefined) throw new Error(JSON.stringify(problems));
  return namesOf(config);
};

describe("namesOf", () => {
  it("gives the names of an account set up by hand", () => {
    expect(names()).toMatchObject({
      developerRole: "claude-code-developer",
      developerPolicy: "claude-code-developer-policy",
      adminRole: "claude-code-admin",
      adminPolicy: "claude-code-admin-policy",
      logGroup: "/aws/bedrock/claude-code-invocations",
      logsBucket: "acme-corp-bedrock-invocation-logs",
      loggingRole: "claude-code-bedrock-logging",
      loggingPolicy: "cloudwatch-logs",
      insightsQueries: { hourlyTokenTotals: "claude-code/hourly-token-totals" },
      profileRegisterKey: "ccb/profiles/profiles.jsonl",
      permissionSet: "claude-code-developer",
      resultsBucket: "acme-corp-athena-results",
      workgroup: "claude-code-bedrock-logs",
      glueDatabase: "claude_code_bedrock_logs",
      namedQueries: { dailyCostTrend: "claude-code-daily-cost-trend" },
      alertTopic: "claude-code-budget-alerts",
      monthlyBudget: "claude-code-bedrock-monthly",
      metricFilters: { invocationCount: "claude-code-invocation-count" },
      alarms: { throttleRate: "claude-code-throttle-rate" },
      guardrail: "claude-code-guardrail",
      dashboard: "claude-code-usage",
    });
    expect(names().teamBudget("research")).toBe("claude-code-team-research");
  });

  it("puts query results where they are wanted", () => {
    expect(names("attribution: { athena: { resultsBucketPrefix: other } }\n").resultsBucket).toBe(
      "other-athena-results",
    );
  });

  it("stays within the limits of AWS for every project that is accepted", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-z0-9-]{1,30}$/), (project) => {
        const { config } = parseConfig(`${BASE}project: ${JSON.stringify(project)}\n`, "f");
        fc.pre(config !== undefined);
        const all = namesOf(config);
        for (const role of [all.developerRole, all.adminRole, all.loggingRole])
          expect(role.length).toBeLessThanOrEqual(64);
        expect(all.guardrail.length).toBeLessThanOrEqual(50);
        expect(all.workgroup).toMatch(/^[a-zA-Z0-9._-]{1,128}$/);
        expect(all.glueDatabase).toMatch(/^[a-z][a-z0-9_]{0,254}$/);
        expect(all.logGroup).toMatch(/^[a-zA-Z0-9_/.#-]{1,512}$/);
      }),
    );
  });

  it("gives buckets a name S3 accepts for every prefix that is accepted", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9.-]{1,45}$/), (prefix) => {
        const { config } = parseConfig(BASE.replace("acme-corp", JSON.stringify(prefix)), "f");
        fc.pre(config !== undefined);
        const { logsBucket, resultsBucket } = namesOf(config);
        for (const bucket of [logsBucket, resultsBucket]) {
          expect(bucket).toMatch(/^(?!xn--|sthree-)[a-z0-9](?!.*(\.\.|\.-|-\.))[a-z0-9.-]{1,61}[a-z0-9]$/);
        }
      }),
    );
  });
});

describe("profileName", () => {
  it("names the alias only beside the main model", () => {
    expect(profileName("claude-code", "alice", "opus", true)).toBe("claude-code-alice");
    expect(profileName("claude-code", "alice", "haiku", false)).toBe("claude-code-alice-haiku");
  });
});
