import { describe, expect, it } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";
import { makeRole, policy } from "./support.js";

/** A document of so many characters. */
function fill(size: number): string {
  const room = size - policy({ Resource: "arn:aws:s3:::" }).length;
  return policy({ Resource: `arn:aws:s3:::${"x".repeat(room)}` });
}

describe("inline policies", () => {
  it("returns the document as it was put, URL-encoded", async () => {
    const { aws } = sandbox();
    await makeRole(aws, "r");
    const document = policy({ Resource: "arn:aws:s3:::b/(it's)!*" });
    await aws.call("iam", "PutRolePolicy", { RoleName: "r", PolicyName: "p", PolicyDocument: document });
    const read = await aws.call("iam", "GetRolePolicy", { RoleName: "R", PolicyName: "p" });
    expect(read).toMatchObject({ RoleName: "r", PolicyName: "p" });
    expect(read.PolicyDocument).toMatch(/^[\w.~%-]+$/);
    expect(decodeURIComponent(read.PolicyDocument ?? "")).toBe(document);
  });

  it("replaces, lists and deletes by name", async () => {
    const { aws } = sandbox();
    await makeRole(aws, "r");
    for (const [PolicyName, Action] of [
      ["b", "s3:*"],
      ["a", "s3:*"],
      ["b", "sns:*"],
    ] as const) {
      await aws.call("iam", "PutRolePolicy", {
        RoleName: "r",
        PolicyName,
        PolicyDocument: policy({ Action }),
      });
    }
    const list = async () => (await aws.call("iam", "ListRolePolicies", { RoleName: "r" })).PolicyNames;
    expect(await list()).toEqual(["a", "b"]);
    const b = await aws.call("iam", "GetRolePolicy", { RoleName: "r", PolicyName: "b" });
    expect(decodeURIComponent(b.PolicyDocument ?? "")).toContain("sns:*");
    await aws.call("iam", "DeleteRolePolicy", { RoleName: "r", PolicyName: "b" });
    expect(await list()).toEqual(["a"]);
    for (const operation of ["GetRolePolicy", "DeleteRolePolicy"] as const) {
      const gone = aws.call("iam", operation, { RoleName: "r", PolicyName: "b" });
      expect((await refusal(gone)).name).toBe("NoSuchEntityException");
    }
  });

  it("holds 10,240 characters together, white space not counted", async () => {
    const { aws } = sandbox();
    await makeRole(aws, "r");
    const put = (PolicyName: string, PolicyDocument: string) =>
      aws.call("iam", "PutRolePolicy", { RoleName: "r", PolicyName, PolicyDocument });
    await put("a", fill(5000));
    await put("b", `${fill(5240)}${" ".repeat(5000)}`);
    expect(await refusal(put("b", fill(5241)))).toEqual({
      name: "LimitExceededException",
      message: "Maximum policy size of 10240 bytes exceeded for role r",
    });
  });

  it.each([
    ["a role that is not there", { RoleName: "nobody" }, "NoSuchEntityException"],
    ["a bad name", { PolicyName: "a b" }, "ValidationError"],
    [
      "a document with a principal",
      { PolicyDocument: policy({ Principal: "*" }) },
      "MalformedPolicyDocumentException",
    ],
    [
      "a resource in another partition",
      { PolicyDocument: policy({ Resource: "arn:aws-cn:s3:::b" }) },
      "MalformedPolicyDocumentException",
    ],
  ])("refuses %s", async (_name, change, error) => {
    const { aws } = sandbox();
    await makeRole(aws, "r");
    const input = { RoleName: "r", PolicyName: "p", PolicyDocument: policy({}), ...change };
    expect((await refusal(aws.call("iam", "PutRolePolicy", input))).name).toBe(error);
    expect((await aws.call("iam", "ListRolePolicies", { RoleName: "r" })).PolicyNames).toEqual([]);
  });
});
