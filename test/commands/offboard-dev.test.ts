import { describe, expect, it } from "vitest";
import { applied, company, countAttempts } from "../developers/company.js";
import { sandbox } from "../support/sandbox.js";

interface Offboarded {
  user: string;
  deleted: string[];
}

const inferenceProfiles = async (dir: string) => {
  const [page] = await sandbox({ dir }).aws.pages("bedrock", "ListInferenceProfiles", {
    typeEquals: "APPLICATION",
    maxResults: 1000,
  });
  return new Map(
    (page?.inferenceProfileSummaries ?? []).map((p) => [p.inferenceProfileName, p.inferenceProfileArn]),
  );
};

describe("ccb offboard-dev", () => {
  it("deletes the profiles and the entry, and keeps the history", async () => {
    const { ccb, account, yaml, register } = await applied();
    const before = await inferenceProfiles(account);
    const result = await ccb("offboard-dev bob --yes --json");
    expect(result.code).toBe(0);
    const arns = ["claude-code-bob", "claude-code-bob-haiku"].map((name) => before.get(name));
    expect(result.json<Offboarded>()).toEqual({ user: "bob", deleted: arns });
    expect([...(await inferenceProfiles(account)).keys()].toSorted()).toEqual([
      "claude-code-alice",
      "claude-code-alice-haiku",
      "claude-code-alice-sonnet",
    ]);
    expect(yaml()).toBe(company().replace("  bob: { team: research, models: [sonnet, haiku] }\n", ""));
    const lines = register().filter(({ developer }) => developer === "bob");
    for (const arn of arns) {
      const [made, retired, ...more] = lines.filter((line) => line.arn === arn);
      expect(made).toMatchObject({ team: "research", retiredAt: null });
      expect(retired).toMatchObject({ team: "research", retiredAt: expect.stringMatching(/Z$/) as string });
      expect(more).toEqual([]);
    }
    expect((await ccb("plan --detailed-exitcode")).code).toBe(0);
  });

  it("shows what goes and asks; without a terminal and --yes it is refused", async () => {
    const { ccb, yaml, journal } = await applied();
    const before = [yaml(), journal()];
    const refused = await ccb("offboard-dev bob --json");
    expect(refused.code).toBe(5);
    expect(refused.json()).toMatchObject({ error: { code: "confirmation_required" } });
    expect(refused.err).toMatch(/- inference-profile claude-code-bob$/m);
    expect(refused.err).toContain("The entry of bob in ccb.yaml goes too.");
    expect((await ccb("offboard-dev bob", { answer: "no" })).code).toBe(1);
    expect([yaml(), journal()]).toEqual(before);
    expect((await ccb("offboard-dev bob", { answer: "yes" })).code).toBe(0);
  });

  it("says in words what becomes of the register, and counts one as one", async () => {
    const { ccb, rewrite } = await applied();
    const two = await ccb("offboard-dev bob --yes");
    expect(two.err).toMatch(/profile-register .*\n +mark 2 profiles as retired in the register$/m);
    expect(two.err).not.toContain("toRetire");
    expect(two.out).toBe("bob is offboarded: 2 profiles deleted.\n");
    rewrite((text) => text.replace("developers:\n", "developers:\n  zoe: { models: [haiku] }\n"));
    expect((await ccb("apply --yes")).code).toBe(0);
    const one = await ccb("offboard-dev zoe --yes");
    expect(one.err).toMatch(/^ +mark 1 profile as retired in the register$/m);
    expect(one.out).toBe("zoe is offboarded: 1 profile deleted.\n");
  });

  it("is fine with somebody already gone", async () => {
    const { ccb, yaml, journal } = await applied();
    expect((await ccb("offboard-dev bob --yes")).code).toBe(0);
    const before = [yaml(), journal()];
    const attempts = countAttempts();
    const again = await ccb("offboard-dev bob --json");
    expect(again.code).toBe(0);
    expect(again.json<Offboarded>()).toEqual({ user: "bob", deleted: [] });
    expect(attempts.writes()).toEqual([]);
    expect([yaml(), journal()]).toEqual(before);
  });

  it("refuses a name nobody has or had that is close to another, and says which", async () => {
    const { ccb, yaml, journal } = await applied();
    expect((await ccb("offboard-dev bob --yes")).code).toBe(0);
    const before = [yaml(), journal()];
    for (const [name, meant] of [
      ["alcie", "alice"],
      ["Alice", "alice"],
      ["bobb", "bob"],
    ] as const) {
      const result = await ccb(`offboard-dev ${name} --yes --json`);
      expect(result.code, name).toBe(3);
      expect(result.json()).toMatchObject({
        error: {
          code: "unknown_developer",
          message: `nobody is or was called ${name}; did you mean ${meant}?`,
        },
      });
    }
    const stranger = await ccb("offboard-dev christopher --yes");
    expect(stranger).toMatchObject({ code: 0, out: "christopher never was here; nothing to do.\n" });
    const gone = await ccb("offboard-dev bob --yes");
    expect(gone).toMatchObject({ code: 0, out: "bob is gone already; nothing to do.\n" });
    expect([yaml(), journal()]).toEqual(before);
  });

  it("removes profiles of somebody the YAML has already forgotten, and an entry that never had profiles", async () => {
    const { ccb, rewrite, yaml } = await applied();
    rewrite((text) => text.replace(/ {2}bob: .*\n/, "  zoe: {}\n"));
    expect((await ccb("offboard-dev bob --yes --json")).json<Offboarded>().deleted).toHaveLength(2);
    const zoe = await ccb("offboard-dev zoe --yes --json");
    expect(zoe.json<Offboarded>()).toEqual({ user: "zoe", deleted: [] });
    expect(yaml()).not.toContain("zoe");
    expect((await ccb("plan --detailed-exitcode")).code).toBe(0);
  });

  it("takes nobody else's profiles, not those of a developer whose name begins alike", async () => {
    const { ccb, account } = await applied();
    expect((await ccb("onboard-dev bob-2")).code).toBe(0);
    expect((await ccb("offboard-dev bob --yes --json")).json<Offboarded>().deleted).toHaveLength(2);
    const names = [...(await inferenceProfiles(account)).keys()].filter((name) => name?.includes("bob"));
    expect(names.toSorted()).toEqual([
      "claude-code-bob-2",
      "claude-code-bob-2-haiku",
      "claude-code-bob-2-sonnet",
    ]);
    expect((await ccb("plan --detailed-exitcode")).code).toBe(0);
  });

  it("takes retiring profiles too", async () => {
    const { ccb, account, rewrite, register } = await applied();
    rewrite((text) =>
      text.replace("us.anthropic.claude-sonnet-4-6", "us.anthropic.claude-sonnet-4-5-20250929-v1:0"),
    );
    expect((await ccb("apply --yes --keep-old --allow-deletes 2")).code).toBe(0);
    expect((await ccb("offboard-dev alice --yes --json")).json<Offboarded>().deleted).toHaveLength(4);
    expect([...(await inferenceProfiles(account)).keys()].filter((name) => name?.includes("alice"))).toEqual(
      [],
    );
    const last = new Map(register().map((line) => [line.arn, line]));
    for (const line of last.values()) expect(line.retiredAt === null).toBe(line.developer === "bob");
  });

  it("takes away the assignment of somebody whom the directory has already forgotten, as far as it can", async () => {
    const { ccb, yaml, rewrite } = await applied(
      company("attribution:\n  sso: { enabled: true, users: [erin@example.com] }\n"),
    );
    rewrite((text) =>
      text
        .replace("  alice: {}", "  carol: { principal: missing@example.com }\n  alice: {}")
        .replace("[erin@example.com]", "[erin@example.com, missing@example.com]"),
    );
    expect((await ccb("offboard-dev carol --yes")).code).toBe(0);
    expect(yaml()).toContain("users: [erin@example.com] }");
    expect(yaml()).not.toContain("carol");
  });

  it("refuses a name that is written as a variable in the list of users", async () => {
    const { ccb, yaml, journal, rewrite } = await applied(
      company("attribution:\n  sso: { enabled: true, users: [erin@example.com] }\n"),
    );
    rewrite((text) =>
      text
        .replace("  alice: {}", "  carol: { principal: erin@example.com }\n  alice: {}")
        .replace("[erin@example.com]", '["${ERIN}"]'),
    );
    const before = [yaml(), journal()];
    const result = await ccb("offboard-dev carol --yes", { env: { ERIN: "erin@example.com" } });
    expect(result.code).toBe(3);
    expect(result.err).toContain("erin@example.com is written as a variable in attribution.sso.users");
    expect([yaml(), journal()]).toEqual(before);
  });

  it("refuses an entry that another one leans on, with nothing touched", async () => {
    const { ccb, yaml, journal } = await applied(
      company()
        .replace("bob: { team: research", "bob: &research { team: research")
        .replace("\nbudgets:", "  carol: *research\n\nbudgets:"),
    );
    const before = [yaml(), journal()];
    const result = await ccb("offboard-dev bob --yes");
    expect(result.code).toBe(3);
    expect(result.err).toMatch(/ccb\.yaml: .*&research.*\*research/);
    expect([yaml(), journal()]).toEqual(before);
  });

  it("leaves the YAML alone when AWS does not agree, and can be run again", async () => {
    const { ccb, yaml } = await applied();
    const before = yaml();
    const deny = {
      "bedrock:DeleteInferenceProfile": { name: "AccessDeniedException", message: "Not you.", status: 403 },
    };
    const result = await ccb("offboard-dev bob --yes --json", {
      env: { CCB_SANDBOX_FAULTS: JSON.stringify({ deny }) },
    });
    expect(result.code).toBe(1);
    expect(result.json()).toMatchObject({ error: { code: "offboarding_failed" } });
    expect(yaml()).toBe(before);
    expect((await ccb("offboard-dev bob --yes --json")).json<Offboarded>().deleted).toHaveLength(2);
  });

  it("stops at Ctrl-C with exit 130", async () => {
    const { ccb, yaml } = await applied();
    const before = yaml();
    expect((await ccb("offboard-dev bob --yes", { signal: AbortSignal.abort() })).code).toBe(130);
    expect(yaml()).toBe(before);
  });
});

it("says what it leaves open, with the line to change as it is by then", async () => {
  const { ccb } = await applied();
  const { code, err } = await ccb("offboard-dev bob --yes");
  expect(code).toBe(0);
  expect(err).toMatch(
    /^Warning: ccb\.yaml:2:1: foundation\.developerTrustedArns: claude-code-developer trusts everybody/m,
  );
});

const crlf = (text: string) => text.replaceAll("\n", "\r\n");
const DEVELOPERS = /developers:\n {2}alice: .*\n {2}bob: .*\n/;

describe("onboarding and then offboarding gives the same bytes", () => {
  it.each([
    ["as written", company()],
    [
      "comments below and between",
      company().replace(
        DEVELOPERS,
        "developers: # people\n\n  # first\n  alice: {} # a\n      # deeper\n\n  # trailing\n",
      ),
    ],
    ["flow", company().replace(DEVELOPERS, "developers: { alice: {}, 'bob': { team: x } } # two\n")],
    ["flow over lines", company().replace(DEVELOPERS, "developers: {\n  alice: {},   # one\n  bob: {}\n}\n")],
    ["CRLF", crlf(company())],
    ["a byte order mark", `\uFEFF${company()}`],
    ["no line end at the end", company().trimEnd()],
    ["nobody yet", company().replace(DEVELOPERS, "developers: {}\n")],
    [
      "four blanks",
      company().replace(
        DEVELOPERS,
        "developers:\n    alice:\n        team: x\n    bob:\n        models:\n          - sonnet # s\n",
      ),
    ],
    ["last in the file", `${company().replace(DEVELOPERS, "")}developers:\n  alice: {}\n# the end\n`],
    [
      "anchors",
      company().replace(DEVELOPERS, "developers:\n  alice: &a { team: x }\n  bob: { <<: *a, project: y }\n"),
    ],
    [
      "Identity Center",
      company(
        'attribution:\n  sso:\n    enabled: true\n    users: # people\n      - "erin@example.com"   # e\n',
      ),
    ],
  ])("%s", async (_name, text) => {
    const { ccb, rewrite, yaml } = await applied();
    rewrite(() => text);
    const on = await ccb("onboard-dev zoe --team research --principal zoe@example.com");
    expect(on.code, on.err).toBe(0);
    expect(yaml()).toContain("zoe: { team: research, principal: zoe@example.com }");
    expect((await ccb("offboard-dev zoe --yes")).code).toBe(0);
    expect(yaml()).toBe(text);
  });
});
