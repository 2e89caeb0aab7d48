import { expect, test } from "vitest";
import { homeRegion } from "../../../reconcilers/attribution/identity-center.js";
import { STACK, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";
import { INSTANCE_ARN, KINDS, wantedOf, withSso } from "./composition.js";

test("calls go to the primary region, else to the one that listed the instance", () => {
  expect(homeRegion({ PrimaryRegion: "eu-central-1" }, "us-west-2")).toBe("eu-central-1");
  expect(homeRegion({}, "us-west-2")).toBe("us-west-2");
});

test("a leftover set without a role is removed from a stack in a region the instance was added to", async () => {
  const stack = { ...STACK, region: "us-west-2" };
  const here = sandbox({ region: "us-west-2" });
  const home = sandbox({ dir: here.dir });
  const InstanceArn = INSTANCE_ARN;
  const sets = async () =>
    (await home.aws.call("sso", "ListPermissionSets", { InstanceArn })).PermissionSets ?? [];
  await reconcile(here.aws, KINDS, wantedOf(withSso([]), "permission-set"), { stack });
  const [ResourceArn] = await sets();
  const Tags = [{ Key: "ccb:region", Value: "us-west-2" }];
  await home.aws.call("sso", "TagResource", { InstanceArn, ResourceArn, Tags });
  await reconcile(here.aws, KINDS, [], { stack, destroy: true });
  expect(await sets()).toEqual([]);
});
