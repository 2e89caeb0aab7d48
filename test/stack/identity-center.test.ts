import { describe, expect, test } from "vitest";
import type { Config } from "../../src/config/schema.js";
import { findIdentityCenter } from "../../src/stack/identity-center.js";
import { refusal, sandbox } from "../support/sandbox.js";

const ARN = "arn:aws:sso:::instance/ssoins-7223000000005a5b";

function sso(more: Partial<Config["attribution"]["sso"]> = {}): Config["attribution"]["sso"] {
  const base = { enabled: true, instanceArn: null, sessionDuration: "PT8H", groups: [], users: [] };
  return { ...base, ...more };
}

describe("findIdentityCenter", () => {
  test("finds the instance and the ids of groups and users", async () => {
    const { aws } = sandbox();
    const found = await findIdentityCenter(
      aws,
      "aws",
      sso({ groups: ["developers"], users: ["bob@example.com"] }),
    );
    expect(found.problems).toEqual([]);
    expect(found.identityCenter).toMatchObject({
      instanceArn: ARN,
      region: "us-east-1",
      principals: [
        { type: "GROUP", name: "developers", id: expect.stringMatching(/^[0-9a-f-]{36,47}$/) },
        { type: "USER", name: "bob@example.com", id: expect.stringMatching(/^[0-9a-f-]{36,47}$/) },
      ],
    });
  });

  test("finds it in another region, and asks the directory there", async () => {
    const { aws, calls } = sandbox({ region: "eu-west-1" });
    const found = await findIdentityCenter(aws, "aws", sso({ groups: ["developers"] }));
    expect(found.identityCenter).toMatchObject({ instanceArn: ARN, region: "us-east-1" });
    const directory = calls.filter((call) => call.service === "identitystore");
    expect(directory.map((call) => call.region)).toEqual(["us-east-1"]);
  });

  test("a region that refuses the question has no instance for us", async () => {
    const { aws, account } = sandbox({ region: "eu-west-1" });
    const handle = account.handle.bind(account);
    account.handle = (service, operation, input, region) =>
      service === "sso" && region === "ap-south-1"
        ? Promise.reject(Object.assign(new Error("no"), { name: "AccessDeniedException", $metadata: {} }))
        : handle(service, operation, input, region);
    expect((await findIdentityCenter(aws, "aws", sso())).identityCenter?.region).toBe("us-east-1");
  });

  test("a denial in the stack's own region is an error, not an absence", async () => {
    const deny = { "sso:ListInstances": { name: "AccessDeniedException", message: "no" } };
    const { aws } = sandbox({ faults: { deny } });
    expect((await refusal(findIdentityCenter(aws, "aws", sso()))).name).toBe("AccessDeniedException");
  });

  test("a region it was added to leads to its primary region", async () => {
    const { aws } = sandbox({ region: "us-west-2" });
    const { identityCenter } = await findIdentityCenter(aws, "aws", sso());
    expect(identityCenter).toMatchObject({ instanceArn: ARN, region: "us-east-1" });
  });

  test.each([
    ["us-east-1", ["us-east-1"]],
    ["us-west-2", ["us-west-2"]],
    ["ap-south-1", ["ap-south-1", "us-east-1"]],
  ])("from %s it takes few calls", async (region, asked) => {
    const { aws, calls } = sandbox({ region });
    await findIdentityCenter(aws, "aws", sso());
    expect(calls.map((call) => call.region)).toEqual(asked);
  });

  test.each(["af-south-1", "ap-southeast-3", "eu-central-2", "il-central-1", "me-central-1"])(
    "finds one in %s, where it has to be switched on first",
    async (home) => {
      const { aws, account } = sandbox({ region: "eu-west-1" });
      let [busy, most] = [0, 0];
      account.handle = async (_service, _operation, _input, region) => {
        most = Math.max(most, (busy += 1));
        await Promise.resolve();
        busy -= 1;
        if (region !== home) throw Object.assign(new Error("no"), { name: "x", $metadata: {} });
        return { Instances: [{ InstanceArn: ARN, IdentityStoreId: "d-9067a1b2c3" }] };
      };
      // The stack's own region answers, with nothing.
      const answer = account.handle.bind(account);
      account.handle = (service, operation, input, region) =>
        region === "eu-west-1"
          ? Promise.resolve({ Instances: [] })
          : answer(service, operation, input, region);
      expect((await findIdentityCenter(aws, "aws", sso())).identityCenter?.region).toBe(home);
      expect(most).toBeLessThanOrEqual(8);
    },
  );

  test("another partition is asked in its own regions", async () => {
    const { aws, calls } = sandbox({ region: "us-gov-east-1" });
    const { identityCenter } = await findIdentityCenter(aws, "aws-us-gov", sso());
    expect(identityCenter?.region).toBe("us-gov-west-1");
    expect(calls.map((call) => call.region)).toEqual(["us-gov-east-1", "us-gov-west-1"]);
  });

  test("having none in any region of the partition is a problem", async () => {
    const { aws, calls } = sandbox({ region: "us-iso-west-1" });
    const { problems } = await findIdentityCenter(aws, "aws-iso", sso());
    expect(problems).toMatchObject([{ path: ["attribution", "sso", "enabled"] }]);
    expect(calls.map((call) => call.region)).toEqual(["us-iso-west-1", "us-iso-east-1"]);
  });

  test("an instance that is not there is named", async () => {
    const { aws } = sandbox();
    const instanceArn = "arn:aws:sso:::instance/ssoins-0000000000000000";
    const { identityCenter, problems } = await findIdentityCenter(aws, "aws", sso({ instanceArn }));
    expect(identityCenter).toBeUndefined();
    expect(problems).toEqual([
      {
        path: ["attribution", "sso", "instanceArn"],
        message: `no IAM Identity Center instance ${instanceArn} was found from this account`,
      },
    ]);
  });

  test("every missing group and user is a problem at its place", async () => {
    const { aws } = sandbox();
    const { identityCenter, problems } = await findIdentityCenter(
      aws,
      "aws",
      sso({ groups: ["developers", "missing-group"], users: ["missing-user"] }),
    );
    expect(problems).toEqual([
      { path: ["attribution", "sso", "groups", 1], message: 'Identity Center has no group "missing-group"' },
      { path: ["attribution", "sso", "users", 0], message: 'Identity Center has no user "missing-user"' },
    ]);
    expect(identityCenter?.principals.map((principal) => principal.name)).toEqual(["developers"]);
  });

  test("an id is taken as it is, without a call", async () => {
    const { aws, calls } = sandbox();
    const id = "906705dffb-0cd12b2e-3e6a-4a52-8a3d-0f9d3b5d6c11";
    const found = await findIdentityCenter(aws, "aws", sso({ groups: [id] }));
    expect(found.identityCenter?.principals).toEqual([{ type: "GROUP", name: id, id }]);
    expect(calls.filter((call) => call.service === "identitystore")).toEqual([]);
  });
});
