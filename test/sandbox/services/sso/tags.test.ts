import { expect, it } from "vitest";
import { refusal } from "../../../support/sandbox.js";
import { withPermissionSet } from "./support.js";

it("takes tags in the create call, adds, overwrites and removes them", async () => {
  const { aws, on } = await withPermissionSet({ Tags: [{ Key: "a", Value: "1" }] });
  const which = { InstanceArn: on.InstanceArn, ResourceArn: on.PermissionSetArn };
  const list = async () => (await aws.call("sso", "ListTagsForResource", which)).Tags;
  expect(await list()).toEqual([{ Key: "a", Value: "1" }]);
  const added = [
    { Key: "a", Value: "2" },
    { Key: "b", Value: "3" },
  ];
  await aws.call("sso", "TagResource", { ...which, Tags: added });
  expect(await list()).toEqual(added);
  await aws.call("sso", "UntagResource", { ResourceArn: on.PermissionSetArn, TagKeys: ["a"] });
  expect(await list()).toEqual([{ Key: "b", Value: "3" }]);
  const Tags = Array.from({ length: 50 }, (_, n) => ({ Key: `k${n}`, Value: "" }));
  const tooMany = aws.call("sso", "TagResource", { ...which, Tags });
  expect((await refusal(tooMany)).name).toBe("ServiceQuotaExceededException");
});
