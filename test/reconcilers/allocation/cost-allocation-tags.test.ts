import { describe, expect, test } from "vitest";
import { costAllocationTags } from "../../../reconcilers/allocation/cost-allocation-tags.js";
import type { Aws } from "../../../src/aws/aws.js";
import { changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";
import { KINDS, compositionOf, wantedOf } from "./composition.js";

const KEY = "allocation/cost-tags";
const wanted = wantedOf(compositionOf({ alice: {} }));
const own = wanted.filter((want) => want.key === KEY);

/** An account whose profiles billing has known for a while. */
async function seasoned() {
  let now = Date.parse("2026-11-01T00:00:00Z");
  const made = sandbox({ clock: () => new Date(now) });
  await reconcile(made.aws, KINDS, wanted);
  now += 2 * 86_400_000;
  return made;
}

async function statuses(aws: Aws) {
  const { CostAllocationTags = [] } = await aws.call("ce", "ListCostAllocationTags", { Type: "UserDefined" });
  return Object.fromEntries(CostAllocationTags.map(({ TagKey, Status }) => [TagKey, Status]));
}

async function pending(aws: Aws) {
  const { live } = await planOf(aws, [costAllocationTags], own);
  return costAllocationTags.pending?.(own[0] as never, live[0] as never) ?? [];
}

describe("cost-allocation-tags", () => {
  test("what billing does not know yet is pending, no failure and no difference", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
    expect(await pending(aws)).toEqual([
      {
        key: KEY,
        what: "cost allocation tags Team, Project, CostCenter, User are not known to billing yet",
        action: expect.stringContaining("24 hours"),
      },
    ]);
  });

  test("activates ours once billing knows them, and nobody else's", async () => {
    const { aws } = await seasoned();
    const { plan } = await reconcile(aws, KINDS, wanted);
    expect(changesOf(plan)).toEqual([`update ${KEY} active`]);
    expect(await statuses(aws)).toEqual({
      ...{ Team: "Active", Project: "Active", CostCenter: "Active", User: "Active" },
      ...{ "ccb:key": "Inactive", "ccb:stack": "Inactive" },
    });
    expect(await pending(aws)).toEqual([]);
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
  });

  test("activates only what somebody switched off", async () => {
    const { aws } = await seasoned();
    await reconcile(aws, KINDS, wanted);
    const off = [{ TagKey: "Team", Status: "Inactive" as const }];
    await aws.call("ce", "UpdateCostAllocationTagsStatus", { CostAllocationTagsStatus: off });
    const { plan } = await reconcile(aws, KINDS, wanted);
    expect(plan.changes[0]?.steps.map((step) => step.why)).toEqual(["activate Team as cost allocation tags"]);
    expect((await statuses(aws))["Team"]).toBe("Active");
  });

  test("outside the payer account it waits on a person, with the reason", async () => {
    const message = "Linked account doesn't have access to cost allocation tags.";
    const deny = { "ce:ListCostAllocationTags": { name: "ValidationException", message } };
    const { aws } = sandbox({ faults: { deny } });
    expect(changesOf((await planOf(aws, [costAllocationTags], own)).plan)).toEqual([]);
    expect(await pending(aws)).toMatchObject([
      { what: expect.stringContaining(message), action: expect.stringContaining("payer account") },
    ]);
  });

  test("stays active when the stack goes: others may rely on it", async () => {
    const { aws } = await seasoned();
    await reconcile(aws, KINDS, wanted);
    const { plan } = await reconcile(aws, KINDS, wanted, { destroy: true, deleteData: true });
    expect(plan.kept).toContainEqual(expect.objectContaining({ key: KEY, why: "shared" }));
    expect((await statuses(aws))["Team"]).toBe("Active");
  });
});
