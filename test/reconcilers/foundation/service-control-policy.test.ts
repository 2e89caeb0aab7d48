import { describe, expect, test } from "vitest";
import { foundation } from "../../../reconcilers/foundation/index.js";
import { serviceControlPolicy } from "../../../reconcilers/foundation/service-control-policy.js";
import type { Aws } from "../../../src/aws/aws.js";
import { changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { refusal, sandbox } from "../../support/sandbox.js";
import { compositionOf } from "../budgets/composition.js";

const KINDS = [serviceControlPolicy];
const KEY = "foundation/scp";
const ROOT = "r-ab12";
const ACCOUNT = "123456789012";

function wantedFor(...attach: string[]) {
  const c = compositionOf({ foundation: { scp: { attach } } });
  return foundation.compose(c).filter((want) => want.kind === serviceControlPolicy.name);
}

async function policies(aws: Aws) {
  const { Policies = [] } = await aws.call("organizations", "ListPolicies", {
    Filter: "SERVICE_CONTROL_POLICY",
  });
  const own = Policies.filter((policy) => policy.Name === "claude-code-allowed-models");
  return Promise.all(
    own.map(async ({ Id: PolicyId, Description }) => {
      const { Targets = [] } = await aws.call("organizations", "ListTargetsForPolicy", { PolicyId });
      const { Policy } = await aws.call("organizations", "DescribePolicy", { PolicyId });
      const { Tags } = await aws.call("organizations", "ListTagsForResource", { ResourceId: PolicyId });
      const targets = Targets.map((target) => target.TargetId).toSorted();
      return { PolicyId, Description, Content: Policy?.Content, targets, Tags };
    }),
  );
}

describe("service-control-policy", () => {
  test("is made, attached, and complete after one apply", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wantedFor(ROOT, ACCOUNT));
    const [found] = await policies(aws);
    expect(found).toMatchObject({ targets: [ACCOUNT, ROOT] });
    expect(found?.Tags).toContainEqual({ Key: "ccb:key", Value: KEY });
    expect(changesOf((await planOf(aws, KINDS, wantedFor(ACCOUNT, ROOT))).plan)).toEqual([]);
  });

  test.each<[string, (aws: Aws, PolicyId: string) => Promise<unknown>]>([
    [
      "description",
      (aws, PolicyId) => aws.call("organizations", "UpdatePolicy", { PolicyId, Description: "x" }),
    ],
    [
      "content",
      (aws, PolicyId) => {
        const Content = JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
        });
        return aws.call("organizations", "UpdatePolicy", { PolicyId, Content });
      },
    ],
    ["targets", (aws, PolicyId) => aws.call("organizations", "DetachPolicy", { PolicyId, TargetId: ROOT })],
    [
      "targets",
      (aws, PolicyId) => aws.call("organizations", "AttachPolicy", { PolicyId, TargetId: ACCOUNT }),
    ],
  ])("repairs its %s", async (field, damage) => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wantedFor(ROOT));
    const before = await policies(aws);
    await damage(aws, before[0]?.PolicyId ?? "");
    const { plan } = await reconcile(aws, KINDS, wantedFor(ROOT));
    expect(changesOf(plan)).toEqual([`update ${KEY} ${field}`]);
    expect(await policies(aws)).toEqual(before);
  });

  test("goes when nothing is to carry it any more", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wantedFor(ROOT, ACCOUNT));
    const { plan } = await reconcile(aws, KINDS, []);
    expect(changesOf(plan)).toEqual([`delete ${KEY}`]);
    expect(await policies(aws)).toEqual([]);
  });

  test.each(["AccessDeniedException", "AWSOrganizationsNotInUseException"])(
    "outside the management account (%s) it is a clear error when wanted, and nothing otherwise",
    async (name) => {
      const deny = { "organizations:ListPolicies": { name, message: "You don't have permissions" } };
      const { aws } = sandbox({ faults: { deny } });
      expect((await planOf(aws, KINDS, [])).live).toEqual([]);
      const error = await refusal(planOf(aws, KINDS, wantedFor(ROOT)));
      expect(error.name).toBe("ManagementAccountRequired");
      expect(error.message).toMatch(/management account: You don't have permissions.*ccb outputs scp/);
    },
  );

  test("a namesake of somebody else's is not touched", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wantedFor(ROOT));
    const [found] = await policies(aws);
    const Tags = [{ Key: "ccb:stack", Value: "other" }];
    await aws.call("organizations", "TagResource", { ResourceId: found?.PolicyId, Tags });
    expect((await planOf(aws, KINDS, wantedFor(ROOT))).plan.blocked).toMatchObject([
      { owner: 'stack "other"' },
    ]);
    expect((await planOf(aws, KINDS, [])).plan.changes).toEqual([]);
  });
});
