import { describe, expect, it } from "vitest";
import { applied, company, countAttempts } from "../developers/company.js";
import { sandbox } from "../support/sandbox.js";

interface Listed {
  developers: {
    user: string;
    team: string | null;
    project: string | null;
    costCenter: string | null;
    profiles: Record<string, { arn: string | null; status: string }>;
  }[];
}

const statuses = ({ developers }: Listed): Record<string, Record<string, string>> =>
  Object.fromEntries(
    developers.map(({ user, profiles }) => [
      user,
      Object.fromEntries(Object.entries(profiles).map(([alias, { status }]) => [alias, status])),
    ]),
  );

describe("ccb list-devs", () => {
  it("lists developers with what they are filed under and their profiles, in the YAML's order", async () => {
    const { ccb } = await applied();
    const result = await ccb("list-devs --json");
    expect(result.code).toBe(0);
    const { developers } = result.json<Listed>();
    expect(Object.keys(result.json())).toEqual(["developers"]);
    const arn = expect.stringMatching(/:application-inference-profile\/[a-z0-9]+$/) as string;
    const ok = { arn, status: "ok" };
    expect(developers).toEqual([
      {
        ...{ user: "alice", team: "engineering", project: "claude-code", costCenter: "CC-1001" },
        profiles: { opus: ok, sonnet: ok, haiku: ok },
      },
      {
        ...{ user: "bob", team: "research", project: "claude-code", costCenter: "CC-1001" },
        profiles: { sonnet: ok, haiku: ok },
      },
    ]);
    expect((await ccb("list-devs")).out).toMatch(
      /^USER +TEAM +PROJECT +COST CENTRE +PROFILES\nalice +engineering +claude-code +CC-1001 +opus, sonnet, haiku\nbob /,
    );
  });

  it("shows where the YAML and AWS disagree, both ways", async () => {
    const { ccb, account, rewrite } = await applied();
    const before = (await ccb("list-devs --json")).json<Listed>().developers;
    const gone = before[0]?.profiles["haiku"]?.arn ?? "";
    const { aws } = sandbox({ dir: account });
    await aws.call("bedrock", "DeleteInferenceProfile", { inferenceProfileIdentifier: gone });
    // Alice lost one and waits for another model, bob left the YAML, dana is new in it.
    rewrite((text) =>
      text
        .replace(/ {2}bob: .*\n/, "  dana: { models: [sonnet] }\n")
        .replace("opus-4-6-v1", "opus-4-5-20251101-v1:0"),
    );
    const listed = (await ccb("list-devs --json")).json<Listed>();
    expect(statuses(listed)).toEqual({
      alice: { opus: "outdated", sonnet: "ok", haiku: "missing" },
      dana: { sonnet: "missing" },
      bob: { sonnet: "unlisted", haiku: "unlisted" },
    });
    const bob = listed.developers.find(({ user }) => user === "bob");
    expect(bob).toMatchObject({
      team: "research",
      profiles: before[1]?.profiles["sonnet"] === undefined ? {} : {},
    });
    expect(bob?.profiles["sonnet"]?.arn).toBe(before[1]?.profiles["sonnet"]?.arn);
    expect((await ccb("list-devs")).out).toMatch(/alice .* opus \(outdated\), sonnet, haiku \(missing\)\n/);
  });

  it("lists a replaced profile that is kept beside its replacement", async () => {
    const { ccb, rewrite } = await applied();
    rewrite((text) => text.replace("opus-4-6-v1", "opus-4-5-20251101-v1:0"));
    expect((await ccb("apply --yes --keep-old")).code).toBe(0);
    const [alice] = (await ccb("list-devs --json")).json<Listed>().developers;
    const all = Object.entries(alice?.profiles ?? {}).map(([alias, { status }]) => `${alias} ${status}`);
    expect(all).toEqual([
      "opus ok",
      "sonnet ok",
      "haiku ok",
      expect.stringMatching(/^opus \([a-z0-9]+\) retiring$/),
    ]);
  });

  it("works before the stack is applied, and where the quota is too small for it", async () => {
    const { ccb, rewrite } = await applied();
    const many = Array.from({ length: 400 }, (_, i) => `  dev${i}: {}\n`).join("");
    rewrite((text) => text.replace("  bob:", `${many}  bob:`));
    const listed = await ccb("list-devs --json");
    expect(listed.code).toBe(0);
    expect(listed.json<Listed>().developers).toHaveLength(402);
    const { workspace } = await import("../support/cli.js");
    expect(statuses((await workspace(company()).ccb("list-devs --json")).json<Listed>())["bob"]).toEqual({
      sonnet: "missing",
      haiku: "missing",
    });
  });

  it("changes nothing, and asks Identity Center nothing", async () => {
    const { ccb, journal, rewrite } = await applied();
    rewrite((text) => `${text}attribution:\n  sso: { enabled: true, users: [missing@example.com] }\n`);
    const before = journal();
    const attempts = countAttempts();
    expect((await ccb("list-devs")).code).toBe(0);
    expect(attempts.list().filter((call) => /^(sso|identitystore):/.test(call))).toEqual([]);
    expect(journal()).toBe(before);
  });
});
