import { expect, it } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";
import { makePolicy } from "./support.js";

it("adds, overwrites and removes tags", async () => {
  const { aws } = sandbox();
  const ResourceId = await makePolicy(aws, "fence", { Tags: [{ Key: "a", Value: "1" }] });
  const added = [
    { Key: "a", Value: "2" },
    { Key: "b", Value: "" },
  ];
  await aws.call("organizations", "TagResource", { ResourceId, Tags: added });
  const list = async () => (await aws.call("organizations", "ListTagsForResource", { ResourceId })).Tags;
  expect(await list()).toEqual(added);
  await aws.call("organizations", "UntagResource", { ResourceId, TagKeys: ["a"] });
  expect(await list()).toEqual([{ Key: "b", Value: "" }]);
});

it("refuses what does not exist and what is too much", async () => {
  const { aws } = sandbox();
  const gone = aws.call("organizations", "ListTagsForResource", { ResourceId: "p-12345678" });
  expect((await refusal(gone)).name).toBe("TargetNotFoundException");
  const ResourceId = await makePolicy(aws, "fence");
  const Tags = Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: "" }));
  const tagging = aws.call("organizations", "TagResource", { ResourceId, Tags });
  expect((await refusal(tagging)).name).toBe("ConstraintViolationException");
});
