import { ListRolesCommand, IAMClient, GetRoleCommand } from "@aws-sdk/client-iam";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { Aws } from "../../src/aws/aws.js";
import { refusal, sandbox, temporaryFolder } from "../support/sandbox.js";

describe("Aws", () => {
  test("sends the SDK's own command and notes the call", async () => {
    const iam = mockClient(IAMClient);
    onTestFinished(() => iam.restore());
    iam.on(GetRoleCommand, { RoleName: "p" }).resolves({ Role: { RoleName: "p" } as never });
    const calls: unknown[] = [];
    const aws = new Aws({ region: "us-east-1", onCall: (call) => calls.push(call) });
    expect((await aws.call("iam", "GetRole", { RoleName: "p" })).Role?.RoleName).toBe("p");
    expect(calls).toEqual([{ service: "iam", operation: "GetRole", region: "us-east-1" }]);
  });

  test("follows a paginator to its end, each page a call", async () => {
    const iam = mockClient(IAMClient);
    onTestFinished(() => iam.restore());
    const roles = (...names: string[]) => names.map((RoleName) => ({ RoleName })) as never;
    iam
      .on(ListRolesCommand, { Marker: undefined })
      .resolves({ Roles: roles("a"), IsTruncated: true, Marker: "m" });
    iam.on(ListRolesCommand, { Marker: "m" }).resolves({ Roles: roles("b"), IsTruncated: false });
    const calls: unknown[] = [];
    const aws = new Aws({ region: "us-east-1", onCall: (call) => calls.push(call) });
    const pages = await aws.pages("iam", "ListRoles", {}, undefined, 1);
    expect(pages.flatMap((page) => page.Roles ?? []).map((role) => role.RoleName)).toEqual(["a", "b"]);
    expect(calls).toHaveLength(2);
    expect(iam.commandCalls(ListRolesCommand)[0]?.args[0].input).toMatchObject({ MaxItems: 1 });
  });

  test("an error says which call met it", async () => {
    const { aws } = sandbox();
    const failed = (promise: Promise<unknown>) =>
      promise.catch((error: { awsCall?: string }) => error.awsCall);
    expect(await failed(aws.call("iam", "GetRole", { RoleName: "p" }))).toBe("iam:GetRole");
    expect(await failed(aws.pages("iam", "ListRolePolicies", { RoleName: "p" }))).toBe(
      "iam:ListRolePolicies",
    );
  });

  test("knows no operation that AWS does not have", async () => {
    const { aws } = sandbox();
    expect((await refusal(aws.call("iam", "GetRoll" as never, {} as never))).message).toBe(
      "iam has no operation GetRoll",
    );
    expect((await refusal(aws.pages("iam", "GetRole", { RoleName: "p" }))).message).toContain("no paginator");
  });

  test("knows each service's time from its last answer", async () => {
    let now = Date.parse("2026-11-20T08:00:00Z");
    const { aws } = sandbox({ clock: () => new Date(now) });
    expect(aws.serverTime("sts")).toBeUndefined();
    await aws.call("sts", "GetCallerIdentity", {});
    expect(aws.serverTime("sts")).toEqual(new Date(now));
    expect(aws.serverTime("iam")).toBeUndefined();
    now += 60_000;
    await aws.call("sts", "GetCallerIdentity", {});
    expect(aws.serverTime("sts")).toEqual(new Date(now));
  });

  test("a call to another region goes there and nowhere else", async () => {
    const { aws, calls } = sandbox();
    await aws.call("logs", "CreateLogGroup", { logGroupName: "/a" }, "eu-west-1");
    expect((await aws.call("logs", "DescribeLogGroups", {})).logGroups).toEqual([]);
    expect((await aws.call("logs", "DescribeLogGroups", {}, "eu-west-1")).logGroups).toHaveLength(1);
    expect(calls.map((call) => call.region)).toEqual(["eu-west-1", "us-east-1", "eu-west-1"]);
  });

  test("few writes are under way at once, reads a little more", async () => {
    const { aws, account } = sandbox();
    let now = 0;
    let most = 0;
    const handle = account.handle.bind(account);
    account.handle = async (...args) => {
      most = Math.max(most, (now += 1));
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return handle(...args);
    };
    const names = Array.from({ length: 20 }, (_, i) => `/${i}`);
    await Promise.all(names.map((logGroupName) => aws.call("logs", "CreateLogGroup", { logGroupName })));
    expect(most).toBe(4);
    await Promise.all(names.map(() => aws.call("logs", "DescribeLogGroups", {})));
    expect(most).toBe(8);
  });
});

test("no client package is loaded before the first call to its service", async () => {
  const loaded: string[] = [];
  const packages = Object.keys(manifest.dependencies).filter((name) => name.startsWith("@aws-sdk/client-"));
  expect(packages.length).toBeGreaterThan(10);
  vi.resetModules();
  for (const name of packages) {
    vi.doMock(name, async (original) => {
      loaded.push(name);
      return original();
    });
    onTestFinished(() => void vi.doUnmock(name));
  }
  const { Aws: Fresh } = await import("../../src/aws/aws.js");
  const { Account } = await import("../../src/sandbox/account.js");
  const aws = new Fresh({ region: "us-east-1", sandbox: new Account(temporaryFolder()) });
  expect(loaded).toEqual([]);
  await aws.call("sts", "GetCallerIdentity", {});
  expect(loaded).toEqual(["@aws-sdk/client-sts"]);
});
