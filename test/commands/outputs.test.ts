import { describe, expect, it } from "vitest";
import { workspace } from "../support/cli.js";
import { SMALL } from "../support/yaml.js";

describe("ccb outputs", () => {
  it("has nothing but the policy document before anything exists", async () => {
    const { ccb } = workspace(SMALL);
    expect(Object.keys((await ccb("outputs --json")).json())).toEqual(["scp", "inferenceProfiles"]);
    const one = await ccb("outputs developerRoleArn");
    expect([one.code, one.out]).toEqual([1, ""]);
    expect(one.err).toMatch(/does not exist[^]*ccb apply/);
  });

  it("prints one as plain text, for use in scripts", async () => {
    const { ccb } = workspace(SMALL);
    await ccb("apply --yes");
    const all = (await ccb("outputs --json")).json();
    expect(all).toMatchObject({
      adminRoleArn: "arn:aws:iam::123456789012:role/claude-code-admin",
      logGroupName: "/aws/bedrock/claude-code-invocations",
      invocationLogsBucket: "acme-corp-bedrock-invocation-logs",
      athenaWorkgroup: "claude-code-bedrock-logs",
      athenaDatabase: "claude_code_bedrock_logs",
      snsTopicArn: "arn:aws:sns:us-east-1:123456789012:claude-code-budget-alerts",
    });
    for (const [name, value] of Object.entries(all)) {
      const { out } = await ccb(`outputs ${name}`);
      expect(typeof value === "string" ? out : JSON.parse(out), name).toEqual(
        typeof value === "string" ? `${value}\n` : value,
      );
      expect((await ccb(`outputs ${name} --json`)).json()).toEqual({ [name]: value });
    }
  });

  it("scp prints a policy document, and says on stderr what it does not do", async () => {
    const { out, err, code } = await workspace(SMALL).ccb("outputs scp");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ Version: "2012-10-17", Statement: expect.any(Array) as unknown });
    expect(err).toContain("FullAWSAccess");
  });
});
