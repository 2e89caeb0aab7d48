import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { applied, company, countAttempts } from "../developers/company.js";
import { sandbox } from "../support/sandbox.js";
import { ccb as runCcb, workspace } from "../support/cli.js";

interface Document {
  user: string;
  profiles: Record<string, string>;
  created: boolean;
  env: Record<string, string>;
}

const ARN = /^arn:aws:bedrock:us-east-1:123456789012:application-inference-profile\/[a-z0-9]+$/;

describe("ccb onboard-dev USER", () => {
  it("makes the profiles, adds the developer to the YAML and nothing else to it, and prints the environment", async () => {
    const { ccb, yaml } = await applied();
    const before = yaml();
    const result = await ccb("onboard-dev dana --team research --cost-center CC-7 --json");
    expect(result.code).toBe(0);
    const document = result.json<Document>();
    expect(Object.keys(document)).toEqual(["user", "profiles", "created", "env"]);
    expect(document).toMatchObject({ user: "dana", created: true });
    expect(Object.keys(document.profiles)).toEqual(["opus", "sonnet", "haiku"]);
    for (const arn of Object.values(document.profiles)) expect(arn).toMatch(ARN);
    expect(document.env).toMatchObject({
      AWS_PROFILE: "claude-code",
      ANTHROPIC_DEFAULT_HAIKU_MODEL: document.profiles["haiku"],
      OTEL_RESOURCE_ATTRIBUTES: "user=dana,team=research,project=claude-code,cost_center=CC-7",
    });
    const bob = "  bob: { team: research, models: [sonnet, haiku] }\n";
    expect(yaml()).toBe(before.replace(bob, `${bob}  dana: { team: research, costCenter: CC-7 }\n`));
    expect((await ccb("plan --detailed-exitcode")).code).toBe(0);
    expect((await ccb("print-env dana --json")).json<Document>().env).toEqual(document.env);
  });

  it("takes several principals, of which Identity Center knows the first that is a name", async () => {
    const { ccb, yaml } = await applied();
    const role = "arn:aws:iam::123456789012:role/ci-claude";
    const line = `onboard-dev ci --principal ${role} --principal ci@example.com`;
    expect((await ccb(line)).code).toBe(0);
    expect(yaml()).toContain(`ci: { principal: [${role}, ci@example.com] }`);
    const before = yaml();
    expect((await ccb(line)).code).toBe(0);
    expect(yaml()).toBe(before);
    expect((await ccb("onboard-dev ci --principal ci@example.com")).code).toBe(0);
    expect(yaml()).toContain("ci: { principal: ci@example.com }");
  });

  it("says that an apply is left exactly when the saved queries change by the name of a session", async () => {
    const { ccb, cwd } = await applied();
    const note = "The saved Athena queries name principals and sessions";
    const left = async () => {
      const { changes } = (await ccb("plan --json")).json<{ changes: { kind: string }[] }>();
      return new Set(changes.map(({ kind }) => kind));
    };
    const onboard = (user: string) => runCcb(["onboard-dev", user, "--sandbox"], { cwd });
    expect((await onboard("dana")).err).not.toContain(note);
    expect(await left()).toEqual(new Set());
    const anna = await onboard("anna b");
    expect(anna.code, anna.err).toBe(0);
    expect(anna.err).toContain(note);
    expect(await left()).toEqual(new Set(["named-query"]));
  });

  it("changes nothing when it is run again, and says the same", async () => {
    const { ccb, yaml, journal } = await applied();
    const first = await ccb("onboard-dev dana");
    expect(first.out).toMatch(/^export CLAUDE_CODE_USE_BEDROCK='1'$/m);
    const [text, account] = [yaml(), journal()];
    const attempts = countAttempts();
    const second = await ccb("onboard-dev dana");
    expect(second).toMatchObject({ code: 0, out: first.out });
    expect(attempts.writes()).toEqual([]);
    expect((await ccb("onboard-dev dana --json")).json<Document>().created).toBe(false);
    expect([yaml(), journal()]).toEqual([text, account]);
  });

  it("touches nobody else, whatever drifted", async () => {
    const { ccb, account } = await applied();
    const { aws } = sandbox({ dir: account });
    const alice =
      (await ccb("print-env alice --json")).json<Document>().env["ANTHROPIC_DEFAULT_OPUS_MODEL"] ?? "";
    await aws.call("bedrock", "DeleteInferenceProfile", { inferenceProfileIdentifier: alice });
    await aws.call("sns", "DeleteTopic", {
      TopicArn: "arn:aws:sns:us-east-1:123456789012:claude-code-budget-alerts",
    });
    await aws.call("iam", "DeleteRolePolicy", {
      RoleName: "claude-code-admin",
      PolicyName: "claude-code-admin-policy",
    });
    expect((await ccb("onboard-dev dana")).code).toBe(0);
    const plan = (await ccb("plan --json")).json<{ changes: { key: string }[] }>();
    const drifted = ["budgets/topic", "foundation/admin-role", "allocation/profile/alice/opus"];
    expect(plan.changes.map(({ key }) => key)).toEqual(expect.arrayContaining(drifted));
    expect(plan.changes.some(({ key }) => key.includes("dana"))).toBe(false);
  });

  it("sets what is given of a developer who is there, and no more", async () => {
    const { ccb, yaml, register } = await applied();
    const before = yaml();
    const result = await ccb(
      "onboard-dev bob --team platform --model sonnet --model haiku --model opus --json",
    );
    expect(result.code).toBe(0);
    expect(result.json<Document>().created).toBe(true);
    expect(Object.keys(result.json<Document>().profiles)).toEqual(["sonnet", "haiku", "opus"]);
    expect(yaml()).toBe(
      before.replace(
        "{ team: research, models: [sonnet, haiku] }",
        "{ team: platform, models: [sonnet, haiku, opus] }",
      ),
    );
    const now = register().filter(({ developer, team }) => developer === "bob" && team === "platform");
    expect(now.map(({ alias }) => alias).toSorted()).toEqual(["haiku", "opus", "sonnet"]);
    expect((await ccb("plan --detailed-exitcode")).code).toBe(0);
    const again = await ccb("onboard-dev bob --team search --json");
    expect(again.json<Document>().created).toBe(false);
    expect(again.json<Document>().env["OTEL_RESOURCE_ATTRIBUTES"]).toContain("team=search");
  });

  it("takes no profile away without a yes", async () => {
    const { ccb, yaml, journal } = await applied();
    const before = [yaml(), journal()];
    const refused = await ccb("onboard-dev bob --model sonnet --json");
    expect(refused.code).toBe(5);
    expect(refused.json()).toMatchObject({ error: { code: "confirmation_required" } });
    expect(refused.err).toContain("- inference-profile claude-code-bob-haiku");
    expect((await ccb("onboard-dev bob --model sonnet", { answer: "no" })).code).toBe(1);
    expect([yaml(), journal()]).toEqual(before);
    expect((await ccb("onboard-dev bob --model sonnet --yes")).code).toBe(0);
    expect(yaml()).toContain("bob: { team: research, models: [sonnet] }");
    expect((await ccb("plan --detailed-exitcode")).code).toBe(0);
  });

  it("warns when no team budget watches the cost centre, and of models the role may not call", async () => {
    const teams = "  teams:\n    engineering: { amount: 4000, costCenter: CC-1001 }\n";
    const { ccb } = await applied(company(`${teams}foundation: { allowedModels: [opus, sonnet, haiku] }\n`));
    expect((await ccb("onboard-dev dana --cost-center CC-9")).err).toContain(
      "no team budget watches cost centre CC-9",
    );
    expect((await ccb("onboard-dev erin --cost-center CC-1001")).err).not.toContain("no team budget watches");
  });
});

describe("ccb onboard-dev refuses, with nothing touched,", () => {
  it.each([
    ["carol@example.com", "ccb onboard-dev carol --principal carol@example.com"],
    ["José.García", "for example jose-garcia"],
    ["a__b", "for example a-b"],
    ["zoë", "for example zoe"],
  ])("the name %s, with one that would do", async (name, hint) => {
    const { ccb, yaml, journal } = await applied();
    const before = [yaml(), journal()];
    const result = await ccb(`onboard-dev ${name}`);
    expect(result.code).toBe(3);
    expect(result.err).toContain(hint);
    expect([yaml(), journal()]).toEqual(before);
  });

  it.each([
    ["onboard-dev Alice", "differs only in case"],
    ["onboard-dev dana --model opsu", "opus"],
    ["onboard-dev dana --principal bob", "principal of `bob`"],
    [`onboard-dev ${"d".repeat(60)}`, "Bedrock accepts 64"],
    ["onboard-dev dana-", "end the name in a letter or digit"],
    ["onboard-dev bob-haiku", "which has the same name"],
    ["onboard-dev", "name one developer"],
    ["onboard-dev dana --from people.csv", "name one developer"],
    ["onboard-dev --from people.csv --cost-center CC-1", "--cost-center does not go with --from"],
  ])("%s", async (args, message) => {
    const { ccb, yaml, journal } = await applied();
    const before = [yaml(), journal()];
    const result = await ccb(args);
    expect(result.code).toBe(3);
    expect(result.err).toContain(message);
    expect([yaml(), journal()]).toEqual(before);
  });

  it("names that differ in a separator only are two developers", async () => {
    const { ccb, cwd } = await applied();
    writeFileSync(join(cwd, "people.csv"), "user\nda na\nda-na\n");
    expect((await ccb("onboard-dev --from people.csv")).code).toBe(0);
    const envs = await Promise.all(
      [["da na"], ["da-na"]].map(async ([user]) => {
        const { ccb: run } = await import("../support/cli.js");
        return (await run(["print-env", user ?? "", "--json", "--sandbox"], { cwd })).json<Document>().env;
      }),
    );
    expect(envs[0]?.["ANTHROPIC_DEFAULT_OPUS_MODEL"]).not.toBe(envs[1]?.["ANTHROPIC_DEFAULT_OPUS_MODEL"]);
  });

  it("a stack that was never applied, or not far enough, or is another region's", async () => {
    const { ccb } = workspace(company());
    for (const step of ["validate", "apply --yes --phase foundation"]) {
      await ccb(step);
      const result = await ccb("onboard-dev dana --json");
      expect(result.code, step).toBe(1);
      expect(result.json(), step).toMatchObject({
        error: { code: "stack_missing", hint: "run ccb apply first" },
      });
    }
    await ccb("apply --yes");
    const elsewhere = await ccb("onboard-dev dana --region us-west-2 --json");
    expect(elsewhere.code).toBe(5);
    expect(elsewhere.json()).toMatchObject({ error: { code: "foreign_resources" } });
  });

  it("more profiles than the quota allows", async () => {
    const people = Array.from({ length: 333 }, (_, i) => `  dev${i}: {}\n`).join("");
    const { ccb, cwd, yaml, journal } = await applied();
    writeFileSync(join(cwd, "many.csv"), `user\n${people.replaceAll(/ {2}|: \{\}/g, "")}`);
    const before = [yaml(), journal()];
    const result = await ccb("onboard-dev --from many.csv --json");
    expect(result.code).toBe(5);
    expect(result.json()).toMatchObject({ error: { code: "quota_exceeded" } });
    expect([yaml(), journal()]).toEqual(before);
  });
});

describe("ccb onboard-dev when AWS does not agree", () => {
  const denied = (call: string) => ({
    CCB_SANDBOX_FAULTS: JSON.stringify({
      deny: { [call]: { name: "AccessDeniedException", message: "You may not do that.", status: 403 } },
    }),
  });

  it.each(["bedrock:CreateInferenceProfile", "s3:PutObject", "iam:GetRole", "bedrock:ListInferenceProfiles"])(
    "to %s leaves the YAML to the byte, and the same command makes up for it",
    async (call) => {
      const { ccb, yaml } = await applied();
      const before = yaml();
      const result = await ccb("onboard-dev dana --json", { env: denied(call) });
      expect(result.code).toBe(1);
      expect(JSON.stringify(result.json())).toContain("You may not do that.");
      expect(yaml()).toBe(before);
      expect((await ccb("onboard-dev dana")).code).toBe(0);
      expect((await ccb("plan --detailed-exitcode")).code).toBe(0);
    },
  );

  it("and is interrupted before anything is done: exit 130, nothing changed", async () => {
    const { ccb, yaml, journal } = await applied();
    const before = [yaml(), journal().includes("dana")];
    const result = await ccb("onboard-dev dana --json", { signal: AbortSignal.abort() });
    expect(result.code).toBe(130);
    expect(result.json()).toMatchObject({ error: { code: "interrupted" } });
    expect([yaml(), journal().includes("claude-code-dana")]).toEqual(before);
  });
});

describe("ccb onboard-dev with Identity Center", () => {
  const single = company("attribution:\n  sso: { enabled: true, users: [erin@example.com] } # people\n");
  const assigned = async (dir: string) => {
    const { account } = sandbox({ dir });
    const { journal } = account as unknown as {
      journal: { sync(): void; tables: Map<string, Map<string, object>> };
    };
    journal.sync();
    const table = [...journal.tables].find(
      ([name]) => name.startsWith("sso/") && name.includes("assignments"),
    );
    return [...(table?.[1].keys() ?? [])];
  };

  it("assigns the permission set to the developer, and nobody else gains or loses it", async () => {
    const { ccb, yaml, account } = await applied(single);
    const before = await assigned(account);
    expect(before).toHaveLength(1);
    const { code, err } = await ccb("onboard-dev dana --principal dana@example.com");
    expect(code).toBe(0);
    expect(err).toContain("The saved Athena queries name principals");
    expect(yaml()).toContain("users: [erin@example.com, dana@example.com] } # people\n");
    const after = await assigned(account);
    expect(after).toHaveLength(2);
    expect(after).toEqual(expect.arrayContaining(before));
    const left = (await ccb("plan --json")).json<{ changes: { kind: string }[] }>().changes;
    expect(new Set(left.map(({ kind }) => kind))).toEqual(new Set(["named-query"]));
    expect((await ccb("offboard-dev dana --yes")).code).toBe(0);
    expect(await assigned(account)).toEqual(before);
    expect(yaml()).toBe(single);
    expect((await ccb("plan --detailed-exitcode")).code).toBe(0);
  });

  it("is not complete without the assignment: the YAML stays as it was", async () => {
    const { ccb, yaml } = await applied(single);
    const deny = { "sso:CreateAccountAssignment": { name: "AccessDeniedException", message: "Not you." } };
    const result = await ccb("onboard-dev dana", { env: { CCB_SANDBOX_FAULTS: JSON.stringify({ deny }) } });
    expect(result.code).toBe(1);
    expect(result.err).toContain("Not you.");
    expect(yaml()).toBe(single);
  });

  it("refuses somebody it does not know, and says how to name them", async () => {
    const { ccb, yaml, journal } = await applied(single);
    const before = [yaml(), journal()];
    const result = await ccb("onboard-dev dana --principal missing@example.com");
    expect(result.code).toBe(3);
    expect(result.err).toMatch(/no user "missing@example.com"\n.*--principal NAME/);
    expect([yaml(), journal()]).toEqual(before);
  });

  it("leaves groups to whoever keeps them", async () => {
    const { ccb, yaml, account } = await applied(
      company("attribution:\n  sso: { enabled: true, groups: [claude-code-engineering] }\n"),
    );
    const before = await assigned(account);
    expect((await ccb("onboard-dev dana")).code).toBe(0);
    expect(yaml()).toContain("groups: [claude-code-engineering] }\n");
    expect(await assigned(account)).toEqual(before);
  });
});
