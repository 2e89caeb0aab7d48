import { describe, expect, test } from "vitest";
import { awsConfigOf } from "../../src/env/aws-config.js";
import {
  ACCOUNT,
  type Json,
  configOf,
  profileArn,
  record,
  registerLine,
  report,
  signedIn,
  warningCodes,
} from "./logs.js";

const OTHER = "444455556666";
const config = configOf(
  "{}",
  `  ci: { principal: ["arn:aws:iam::${ACCOUNT}:role/tools/ci-claude", "ci@example.com"] }
  hub: { principal: "arn:aws:iam::${OTHER}:role/hub" }
  dave smith: {}
  x: {}
attribution: { metadataKey: user }`,
);
const session = (role: string, name: string, account = ACCOUNT, partition = "aws") =>
  `arn:${partition}:sts::${account}:assumed-role/${role}/${name}`;

/** Who calls with these members belong to; what else they hold is of nobody. */
async function who(members: Json, options: Parameters<typeof report>[1] = {}) {
  const calls = [record({ identity: {}, ...members })];
  const { rows } = await report(calls, { config, ...options });
  return rows[0]?.developer;
}

describe("a role", () => {
  test.each([
    [session("ci-claude", "run-7"), "ci"],
    [session("ci-claude", "i-0123456789abcdef0"), "ci"],
    [session("ci-claude", "botocore-session-1", ACCOUNT, "aws-us-gov"), "ci"],
    // A role stands for every session, also for one that is called like somebody.
    [session("ci-claude", "ada"), "ci"],
    [session("elsewhere", "ci@example.com"), "ci"],
    [session("ci-claude2", "run-7"), "(unattributed)"],
    [session("CI-claude", "run-7"), "(unattributed)"],
    [session("tools", "ci-claude"), "(unattributed)"],
    [session("ci-claude", "run-7", OTHER), "(unattributed)"],
    [session("hub", "run-7", OTHER), "hub"],
  ])("%s is of %s", async (arn, developer) => {
    expect(await who({ identity: { arn } })).toBe(developer);
  });
});

describe("a session name that print-env writes", () => {
  test.each(["dave smith", "x"])("is known as %s's", async (user) => {
    const [section] = awsConfigOf({
      ...{ stackName: "ccb", region: "us-east-1", user: { name: user } },
      roleArn: `arn:aws:iam::${ACCOUNT}:role/claude-code-developer`,
    });
    const written = section?.settings["role_session_name"] ?? "";
    expect(written).not.toBe(user);
    expect(await who({ identity: { arn: session("claude-code-developer", written) } })).toBe(user);
  });

  test("belongs to whoever has it for a name, and of two with one to nobody", async () => {
    const people = configOf("{}", "  a b: {}\n  c d: {}");
    const register = [registerLine({ developer: "a-b" }), registerLine({ developer: "c_d" })];
    const arn = session("r", "a-b");
    expect(await who({ identity: { arn } }, { config: people, register })).toBe("a-b");
    const long = ["e".repeat(70), "e".repeat(71)];
    const two = long.map((developer) => registerLine({ developer }));
    const cut = session("r", "e".repeat(64));
    expect(await who({ identity: { arn: cut } }, { config: people, register: two })).toBe("(unattributed)");
  });
});

describe("request metadata", () => {
  const shared = { arn: session("gateway", "pod-1") };

  test("tells the developer where nothing better does", async () => {
    const named = (user: unknown) => ({ identity: shared, requestMetadata: { user } });
    expect(await who(named("ada"))).toBe("ada");
    expect(await who(named("grace.hopper@example.com"))).toBe("grace");
    expect(await who(named("dave-smith"))).toBe("dave smith");
    expect(await who({ requestMetadata: { user: "ada" } })).toBe("ada");
    for (const nobody of ["zed", "", 5, null, ["ada"], { ada: 1 }]) {
      expect(await who(named(nobody))).toBe("(unattributed)");
    }
    expect(await who({ identity: shared, requestMetadata: { User: "ada" } })).toBe("(unattributed)");
    expect(await who({ identity: shared, requestMetadata: "ada" })).toBe("(unattributed)");
  });

  test("does not overrule a profile or an identity", async () => {
    const requestMetadata = { user: "ada" };
    expect(await who({ identity: { arn: session("ci-claude", "a") }, requestMetadata })).toBe("ci");
    const register = [registerLine({ developer: "linus" })];
    expect(await who({ modelId: profileArn("p1"), requestMetadata }, { register })).toBe("linus");
  });

  test("tells nothing without attribution.metadataKey", async () => {
    expect(await who({ identity: shared, requestMetadata: { user: "ada" } }, { config: configOf() })).toBe(
      "(unattributed)",
    );
  });

  test.each(["user", `it's "quoted" \\ {{x}}`, "漢😀", "k".repeat(256), "__proto__", "constructor", "a,b"])(
    "splits a report by the key %j",
    async (key) => {
      const requestMetadata = JSON.parse(`{${JSON.stringify(key)}:"blue","other":"red"}`) as object;
      const calls = [record({ requestMetadata }), record()];
      const { rows, groupBy } = await report(calls, { config, groupBy: [`metadata:${key}`] });
      expect(groupBy).toEqual([`metadata:${key}`]);
      expect(rows.map((row) => [row[`metadata:${key}`], row.invocations])).toEqual([
        ["blue", 1],
        [null, 1],
      ]);
    },
  );
});

describe("accounts", () => {
  const theirs = signedIn("ada").replace(ACCOUNT, OTHER);
  const calls = [
    record(),
    record({ accountId: OTHER, identity: { arn: theirs } }),
    record({ accountId: OTHER, identity: { arn: theirs }, requestMetadata: { user: "grace" } }),
    record({ accountId: OTHER, identity: { arn: session("hub", "ada", OTHER) } }),
  ];
  const register = [registerLine()];

  test("another account's ada is not ours, whatever its metadata says; whoever is configured is", async () => {
    const result = await report(calls, { config, register, groupBy: ["account", "developer"] });
    expect(result.rows.map((row) => [row.account, row.developer, row.invocations])).toEqual([
      [OTHER, "(unattributed)", 2],
      [ACCOUNT, "ada", 1],
      [OTHER, "hub", 1],
    ]);
    const warning = result.warnings.find(({ code }) => code === "other_account");
    expect(warning?.message).toContain(`ada of ${OTHER}`);
  });

  test("one of them alone may be looked at, and the others decide all the same whose names count", async () => {
    const { totals, rows, account } = await report(calls, { config, register, account: OTHER });
    expect([totals.invocations, account, rows.map(({ developer }) => developer)]).toEqual([
      3,
      OTHER,
      ["(unattributed)", "hub"],
    ]);
    const none = await report(calls, { config, register, account: "999999999999" });
    expect([none.totals.invocations, none.rows]).toEqual([0, []]);
    expect(none.warnings.find(({ code }) => code === "no_calls_of_account")?.message).toContain(OTHER);
  });

  const owners = async (options: Parameters<typeof report>[1], more: Json[] = []) => {
    const result = await report([...calls.slice(0, 2), ...more], {
      groupBy: ["account", "developer"],
      ...options,
    });
    const own = result.rows.filter(({ developer }) => developer === "ada").map((row) => row.account);
    return { own, codes: warningCodes(result) };
  };

  test("the stack's own is that of its bucket, else one the configuration names", async () => {
    expect((await owners({ stackAccount: OTHER })).own).toEqual([OTHER]);
    const trusted = configOf("{}", `foundation: { developerTrustedArns: ["arn:aws:iam::${OTHER}:root"] }`);
    expect((await owners({ config: trusted })).own).toEqual([OTHER]);
    const elsewhere = configOf("{}", 'foundation: { adminTrustedArns: ["999999999999"] }');
    expect((await owners({ config: elsewhere }, [record()])).own).toEqual([ACCOUNT]);
  });

  test("where nothing tells, it is the one with most calls, and that is said", async () => {
    const { own, codes } = await owners({}, [record({ accountId: OTHER, identity: { arn: theirs } })]);
    expect(own).toEqual([OTHER]);
    expect(codes).toContain("account_assumed");
  });

  test("one account alone cannot be mistaken, whatever else is known", async () => {
    const { rows } = await report([calls[1] as Json], { config, register });
    expect(rows.map(({ developer }) => developer)).toEqual(["ada"]);
  });
});

test("names that differ in case alone stay nobody's, with a hint", async () => {
  const arn = signedIn("Grace.Hopper@example.com");
  const result = await report([record({ identity: { arn } }), record()], { config });
  expect(result.rows.map(({ developer }) => developer)).toContain("(unattributed)");
  const hint = result.warnings.find(({ code }) => code === "principal_case")?.message;
  expect(hint).toContain("1 call");
  expect(hint).toContain("Grace.Hopper@example.com is not grace.hopper@example.com");
  expect(warningCodes(await report([record()], { config }))).toEqual([]);
});
