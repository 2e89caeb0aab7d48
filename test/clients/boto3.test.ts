import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ccb } from "../support/cli.js";
import { yaml } from "../support/machine.js";
import { served } from "../support/served.js";
import { boto3, hasBoto3 } from "./installed.js";

const LOGS = "acme-corp-claude-bedrock-invocation-logs";
const GROUP = "/aws/bedrock/acme-claude-invocations";

/** What somebody does by hand, and the resource in which the plan has to show it. */
const DRIFTS: [string, string, string][] = [
  [
    "a role's policy",
    "foundation/developer-role",
    `iam = client("iam")
name = iam.list_role_policies(RoleName="acme-claude-developer")["PolicyNames"][0]
document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "bedrock:*", "Resource": "*"}]}
iam.put_role_policy(RoleName="acme-claude-developer", PolicyName=name, PolicyDocument=json.dumps(document))`,
  ],
  [
    "a role's tag",
    "foundation/admin-role",
    `client("iam").untag_role(RoleName="acme-claude-admin", TagKeys=["Owner"])`,
  ],
  [
    "a bucket's tags",
    "logging/logs-bucket",
    `s3 = client("s3")
tags = [t for t in s3.get_bucket_tagging(Bucket="${LOGS}")["TagSet"] if t["Key"] != "Owner"]
s3.put_bucket_tagging(Bucket="${LOGS}", Tagging={"TagSet": tags})`,
  ],
  [
    "a bucket's lifecycle",
    "attribution/results-bucket",
    `client("s3").delete_bucket_lifecycle(Bucket="acme-corp-claude-athena-results")`,
  ],
  [
    "a log group's retention",
    "logging/log-group",
    `client("logs").put_retention_policy(logGroupName="${GROUP}", retentionInDays=1)`,
  ],
  [
    "a metric filter",
    "budgets/metric-filter/input-tokens",
    `client("logs").delete_metric_filter(logGroupName="${GROUP}", filterName="acme-claude-input-tokens")`,
  ],
  [
    "an alarm's threshold",
    "budgets/alarm/high-invocation-rate",
    `cloudwatch = client("cloudwatch")
alarm = cloudwatch.describe_alarms(AlarmNames=["acme-claude-high-invocation-rate"])["MetricAlarms"][0]
keep = ["AlarmName", "AlarmDescription", "AlarmActions", "MetricName", "Namespace", "Statistic", "Dimensions", "Period",
  "EvaluationPeriods", "ComparisonOperator", "TreatMissingData"]
cloudwatch.put_metric_alarm(Threshold=1234567.5, **{name: alarm[name] for name in keep if name in alarm})`,
  ],
  [
    "a dashboard",
    "budgets/dashboard",
    `client("cloudwatch").delete_dashboards(DashboardNames=["acme-claude-usage"])`,
  ],
  [
    "a topic's policy",
    "budgets/topic",
    `sns = client("sns")
arn = sns.create_topic(Name="acme-claude-budget-alerts")["TopicArn"]
policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "budgets.amazonaws.com"}, "Action": "SNS:Publish", "Resource": arn}]}
sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=json.dumps(policy))`,
  ],
  [
    "a table",
    "attribution/table/invocation-logs",
    `glue = client("glue")
table = glue.get_table(DatabaseName="acme_claude_bedrock_logs", Name="invocation_logs")["Table"]
keep = ["Name", "TableType", "Parameters", "PartitionKeys", "StorageDescriptor"]
changed = {name: table[name] for name in keep}
changed["StorageDescriptor"]["Columns"] = changed["StorageDescriptor"]["Columns"][:-1]
glue.update_table(DatabaseName="acme_claude_bedrock_logs", TableInput=changed)`,
  ],
  [
    "a workgroup",
    "attribution/workgroup",
    `client("athena").update_work_group(WorkGroup="acme-claude-bedrock-logs", ConfigurationUpdates={"BytesScannedCutoffPerQuery": 10_000_000})`,
  ],
  [
    "a saved query",
    "attribution/query/daily-cost-trend",
    `athena = client("athena")
ids = athena.list_named_queries(WorkGroup="acme-claude-bedrock-logs")["NamedQueryIds"]
queries = athena.batch_get_named_query(NamedQueryIds=ids)["NamedQueries"]
query = next(q for q in queries if q["Name"] == "acme-claude-daily-cost-trend")
athena.delete_named_query(NamedQueryId=query["NamedQueryId"])`,
  ],
  [
    "a budget",
    "budgets/monthly",
    `budgets = client("budgets")
budget = budgets.describe_budget(AccountId="123456789012", BudgetName="acme-claude-bedrock-monthly")["Budget"]
budget["BudgetLimit"]["Amount"] = "1"
for name in ["CalculatedSpend", "LastUpdatedTime", "HealthStatus"]: budget.pop(name, None)
budgets.update_budget(AccountId="123456789012", NewBudget=budget)`,
  ],
  [
    "a guardrail",
    "budgets/guardrail",
    `bedrock = client("bedrock")
guardrail = next(g for g in bedrock.list_guardrails()["guardrails"] if g["name"] == "acme-claude-guardrail")
bedrock.update_guardrail(guardrailIdentifier=guardrail["id"], name="acme-claude-guardrail",
  blockedInputMessaging="no", blockedOutputsMessaging="no",
  topicPolicyConfig={"topicsConfig": [{"name": "Weather", "definition": "Rain.", "type": "DENY"}]})`,
  ],
  [
    "a profile's tags",
    "allocation/profile/alice/sonnet",
    `bedrock = client("bedrock")
pages = bedrock.get_paginator("list_inference_profiles").paginate(typeEquals="APPLICATION")
profiles = [p for page in pages for p in page["inferenceProfileSummaries"]]
arn = next(p["inferenceProfileArn"] for p in profiles if p["inferenceProfileName"] == "acme-claude-alice")
bedrock.untag_resource(resourceARN=arn, tagKeys=["Team"])`,
  ],
  [
    "invocation logging",
    "logging/invocation-logging",
    `client("bedrock").delete_model_invocation_logging_configuration()`,
  ],
  [
    "a permission set",
    "attribution/permission-set",
    `sso = client("sso-admin")
instance = sso.list_instances()["Instances"][0]["InstanceArn"]
for arn in sso.list_permission_sets(InstanceArn=instance)["PermissionSets"]:
  sso.update_permission_set(InstanceArn=instance, PermissionSetArn=arn, SessionDuration="PT1H")`,
  ],
  [
    "a policy of the organization",
    "foundation/scp",
    `organizations = client("organizations")
policies = organizations.list_policies(Filter="SERVICE_CONTROL_POLICY")["Policies"]
scp = next(p["Id"] for p in policies if p["Name"] == "acme-claude-allowed-models")
organizations.detach_policy(PolicyId=scp, TargetId="r-ab12")`,
  ],
];

describe.runIf(hasBoto3)("boto3", () => {
  /** The stack, applied once; each test leaves it as it found it. */
  const cwd = mkdtempSync(join(tmpdir(), "ccb-boto3-"));
  const run = (args: string) => ccb(`${args} --sandbox`, { cwd });
  beforeAll(async () => {
    writeFileSync(join(cwd, "ccb.yaml"), yaml());
    expect((await run("apply --yes")).code).toBe(0);
  });
  afterAll(() => rmSync(cwd, { recursive: true }));

  test.each(DRIFTS)("changes %s: the plan shows it, apply puts it back", async (_what, key, code) => {
    const { env, answers } = await served({ dir: join(cwd, ".ccb/sandbox") });
    await boto3(code, env);
    expect(answers.map(({ error }) => error).filter((error) => error !== undefined)).toEqual([]);
    const plan = (await run("plan --json")).json<{ changes: { key: string; action: string }[] }>();
    expect(plan.changes.map((change) => change.key)).toContain(key);
    expect(plan.changes.filter((change) => change.action === "delete")).toEqual([]);
    // What refers to the resource may change with it, nothing else.
    expect(plan.changes.length).toBeLessThanOrEqual(2);
    const applied = await run("apply --yes");
    expect([applied.code, applied.err]).toEqual([0, expect.not.stringContaining("Error")]);
    expect((await run("plan --detailed-exitcode")).code).toBe(0);
  });

  test("uploads, lists, copies, reads in parts and deletes objects", async () => {
    const { env } = await served();
    const out = await boto3(
      `import io
s3 = client("s3", region_name="us-east-1")
s3.create_bucket(Bucket="bucket")
s3.put_object(Bucket="bucket", Key="a b/ü.txt", Body=b"hello", Metadata={"who": "me"})
s3.upload_fileobj(io.BytesIO(b"x" * 3_000_000), "bucket", "large")
s3.put_object(Bucket="bucket", Key="checked", Body=b"hello", ChecksumAlgorithm="SHA256")
s3.copy_object(Bucket="bucket", Key="copy", CopySource={"Bucket": "bucket", "Key": "a b/ü.txt"})
answer = s3.get_object(Bucket="bucket", Key="copy", Range="bytes=1-3")
print(answer["Body"].read().decode(), answer["ContentRange"], answer["Metadata"])
print(len(s3.get_object(Bucket="bucket", Key="large")["Body"].read()))
pages = s3.get_paginator("list_objects_v2").paginate(Bucket="bucket", PaginationConfig={"PageSize": 1})
keys = [o["Key"] for page in pages for o in page["Contents"]]
print(keys)
print(len(s3.delete_objects(Bucket="bucket", Delete={"Objects": [{"Key": k} for k in keys]})["Deleted"]))
for call in [lambda: s3.head_object(Bucket="bucket", Key="copy"), lambda: s3.get_object(Bucket="bucket", Key="copy"),
    lambda: s3.create_bucket(Bucket="Not A Bucket Name".lower().replace(" ", "_"))]:
  try: call()
  except ClientError as error: print(error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"])`,
      env,
    );
    expect(out.trim().split("\n")).toEqual([
      "ell bytes 1-3/5 {'who': 'me'}",
      "3000000",
      "['a b/ü.txt', 'checked', 'copy', 'large']",
      "4",
      "404 404",
      "NoSuchKey 404",
      "InvalidBucketName 400",
    ]);
  });

  test("sees errors under the names and with the status of each protocol", async () => {
    const { env } = await served();
    const out = await boto3(
      `calls = [
  ("iam", lambda c: c.get_role(RoleName="nobody")),
  ("sns", lambda c: c.get_topic_attributes(TopicArn="arn:aws:sns:us-east-1:123456789012:none")),
  ("cloudwatch", lambda c: c.get_dashboard(DashboardName="none")),
  ("logs", lambda c: c.put_retention_policy(logGroupName="none", retentionInDays=1)),
  ("bedrock", lambda c: c.get_inference_profile(inferenceProfileIdentifier="none-such-profile")),
  ("glue", lambda c: c.get_database(Name="none")),
  ("budgets", lambda c: c.describe_budget(AccountId="123456789012", BudgetName="none")),
  ("organizations", lambda c: c.describe_policy(PolicyId="p-12345678")),
]
for name, call in calls:
  try: call(client(name))
  except ClientError as error: print(name, error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"])`,
      env,
    );
    expect(out.trim().split("\n")).toEqual([
      "iam NoSuchEntity 404",
      "sns NotFound 404",
      "cloudwatch ResourceNotFound 400",
      "logs ResourceNotFoundException 400",
      "bedrock ResourceNotFoundException 404",
      "glue EntityNotFoundException 400",
      "budgets NotFoundException 400",
      "organizations PolicyNotFoundException 400",
    ]);
  });
});
