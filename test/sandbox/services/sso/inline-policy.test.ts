import { describe, expect, it } from "vitest";
import { refusal } from "../../../support/sandbox.js";
import { allow, withPermissionSet } from "./support.js";

describe("inline policy", () => {
  it("is empty at first, kept as put, and empty after deletion", async () => {
    const { aws, on } = await withPermissionSet();
    const read = async () => (await aws.call("sso", "GetInlinePolicyForPermissionSet", on)).InlinePolicy;
    expect(await read()).toBe("");
    await aws.call("sso", "PutInlinePolicyToPermissionSet", { ...on, InlinePolicy: allow("s3") });
    expect(await read()).toBe(allow("s3"));
    await aws.call("sso", "DeleteInlinePolicyFromPermissionSet", on);
    expect(await read()).toBe("");
  });

  it.each([
    ["32,769 characters", allow("s3").padEnd(32_769)],
    ["a malformed document", "{}"],
    [
      "a resource in another partition",
      allow("s3").replace('"Resource":"*"', '"Resource":"arn:aws-cn:s3:::b"'),
    ],
    ["nothing", ""],
  ])("refuses %s", async (_name, InlinePolicy) => {
    const { aws, on } = await withPermissionSet();
    const put = aws.call("sso", "PutInlinePolicyToPermissionSet", { ...on, InlinePolicy });
    expect((await refusal(put)).name).toBe("ValidationException");
    expect((await aws.call("sso", "GetInlinePolicyForPermissionSet", on)).InlinePolicy).toBe("");
  });
});
