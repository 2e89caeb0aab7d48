import type { WorkGroupConfigurationUpdates } from "@aws-sdk/client-athena";
import { describe, expect, test } from "vitest";
import { athenaWorkgroup } from "../../../reconcilers/attribution/athena-workgroup.js";
import { changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { refusal, sandbox } from "../../support/sandbox.js";
import { wantedOf } from "./composition.js";

const KINDS = [athenaWorkgroup];
const KEY = "attribution/workgroup";
const WorkGroup = "claude-code-bedrock-logs";
const wanted = wantedOf(undefined, athenaWorkgroup.name);

const results = (updates: object): WorkGroupConfigurationUpdates => ({ ResultConfigurationUpdates: updates });

describe("athena-workgroup", () => {
  test("bounds what a query may cost and where its results go", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const found = await aws.call("athena", "GetWorkGroup", { WorkGroup });
    expect(found.WorkGroup?.Configuration).toMatchObject({
      EnforceWorkGroupConfiguration: true,
      BytesScannedCutoffPerQuery: 107_374_182_400,
      ResultConfiguration: {
        OutputLocation: "s3://acme-corp-athena-results/",
        EncryptionConfiguration: { EncryptionOption: "SSE_S3" },
        ExpectedBucketOwner: "123456789012",
      },
    });
  });

  test.each<
    [
      string,
      { Description?: string; State?: "DISABLED"; ConfigurationUpdates?: WorkGroupConfigurationUpdates },
    ]
  >([
    ["description", { Description: "other" }],
    ["state", { State: "DISABLED" }],
    ["enforced", { ConfigurationUpdates: { EnforceWorkGroupConfiguration: false } }],
    ["metrics", { ConfigurationUpdates: { PublishCloudWatchMetricsEnabled: false } }],
    ["outputLocation", { ConfigurationUpdates: results({ OutputLocation: "s3://elsewhere/" }) }],
    [
      "encryption",
      {
        ConfigurationUpdates: results({
          EncryptionConfiguration: {
            EncryptionOption: "SSE_KMS",
            KmsKey: "arn:aws:kms:us-east-1:123456789012:key/k",
          },
        }),
      },
    ],
    ["expectedBucketOwner", { ConfigurationUpdates: results({ RemoveExpectedBucketOwner: true }) }],
    ["bytesScannedCutoff", { ConfigurationUpdates: { RemoveBytesScannedCutoffPerQuery: true } }],
    [
      "managedResults",
      { ConfigurationUpdates: { ManagedQueryResultsConfigurationUpdates: { Enabled: true } } },
    ],
  ])("repairs %s", async (field, change) => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    await aws.call("athena", "UpdateWorkGroup", { WorkGroup, ...change });
    const { plan } = await reconcile(aws, KINDS, wanted);
    expect(changesOf(plan)).toEqual([`update ${KEY} ${field}`]);
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
  });

  test('a refusal that does not mean "it is there" is passed on in Athena\'s words', async () => {
    const { aws } = sandbox();
    const broken = wanted.map((want) => ({
      ...want,
      spec: { ...(want.spec as object), bytesScannedCutoff: 1 },
    }));
    expect((await refusal(reconcile(aws, KINDS, broken))).message).toContain("10000000");
  });

  test("stays when people saved queries of their own in it", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    await aws.call("athena", "CreateNamedQuery", {
      Name: "x",
      Database: "d",
      QueryString: "SELECT 1",
      WorkGroup,
    });
    const { plan } = await reconcile(aws, KINDS, wanted, { destroy: true });
    expect(plan.kept).toEqual([{ key: KEY, kind: "athena-workgroup", name: WorkGroup, why: "shared" }]);
    const { NamedQueryIds } = await aws.call("athena", "ListNamedQueries", { WorkGroup });
    expect(NamedQueryIds).toHaveLength(1);
  });

  test("nobody's is adopted, another stack's is refused", async () => {
    const { aws } = sandbox();
    await aws.call("athena", "CreateWorkGroup", { Name: WorkGroup });
    expect((await planOf(aws, KINDS, wanted)).plan.blocked).toEqual([
      { key: KEY, kind: "athena-workgroup", name: WorkGroup },
    ]);
    await reconcile(aws, KINDS, wanted, { adopt: true });
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
    const stack = { name: "other", account: "123456789012", region: "us-east-1", partition: "aws" };
    const { plan } = await planOf(aws, KINDS, wanted, { stack, adopt: true });
    expect(plan.blocked).toMatchObject([{ owner: 'stack "claude-code"' }]);
  });
});
