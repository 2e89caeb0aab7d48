import { expect, it } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";
import { makeRole } from "./support.js";

it("adds, overwrites without regard to case, removes and pages the tags of a role", async () => {
  const { aws } = sandbox();
  const RoleName = "r";
  await makeRole(aws, RoleName, { Tags: [{ Key: "Owner", Value: "a" }] });
  const list = async () => (await aws.call("iam", "ListRoleTags", { RoleName })).Tags;
  const added = [
    { Key: "owner", Value: "b" },
    { Key: "Team", Value: "" },
  ];
  await aws.call("iam", "TagRole", { RoleName, Tags: added });
  expect(await list()).toEqual(added);
  const first = await aws.call("iam", "ListRoleTags", { RoleName, MaxItems: 1 });
  expect(first).toMatchObject({ Tags: [added[0]], IsTruncated: true });
  const second = await aws.call("iam", "ListRoleTags", { RoleName, Marker: first.Marker });
  expect(second).toMatchObject({ Tags: [added[1]], IsTruncated: false });
  await aws.call("iam", "UntagRole", { RoleName, TagKeys: ["owner", "absent"] });
  expect(await list()).toEqual([{ Key: "Team", Value: "" }]);
});

it("refuses more than 50 tags in all", async () => {
  const { aws } = sandbox();
  await makeRole(aws, "r", { Tags: [{ Key: "first", Value: "" }] });
  const Tags = Array.from({ length: 50 }, (_, n) => ({ Key: `k${n}`, Value: "" }));
  const tagging = aws.call("iam", "TagRole", { RoleName: "r", Tags });
  expect((await refusal(tagging)).name).toBe("LimitExceededException");
});
