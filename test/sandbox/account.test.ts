import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Account } from "../../src/sandbox/account.js";
import { refusal, sandbox, temporaryFolder } from "../support/sandbox.js";

const group = { logGroupName: "/a" };

describe("Account", () => {
  test("what one process writes another one finds, blobs too, and only their owner", async () => {
    const { aws, dir } = sandbox();
    await aws.call("s3", "CreateBucket", { Bucket: "bucket" });
    await aws.call("s3", "PutObject", { Bucket: "bucket", Key: "k", Body: "text" });
    const found = await sandbox({ dir }).aws.call("s3", "GetObject", { Bucket: "bucket", Key: "k" });
    expect(await found.Body?.transformToString()).toBe("text");
    const blobs = join(dir, "blobs");
    for (const file of readdirSync(blobs)) expect(statSync(join(blobs, file)).mode & 0o777).toBe(0o600);
  });

  test("identifiers are never given twice, whoever asks", async () => {
    const { aws, dir } = sandbox();
    const other = sandbox({ dir }).aws;
    const ids = new Set<string | undefined>();
    for (const name of ["a", "b", "c", "d"]) {
      const from = name < "c" ? aws : other;
      ids.add((await from.call("logs", "PutQueryDefinition", { name, queryString: "x" })).queryDefinitionId);
    }
    expect(ids.size).toBe(4);
  });

  test("a refused call changes nothing", async () => {
    const { aws } = sandbox();
    await refusal(aws.call("logs", "PutRetentionPolicy", { ...group, retentionInDays: 30 }));
    expect((await aws.call("logs", "DescribeLogGroups", {})).logGroups).toEqual([]);
  });

  test("what is not simulated says so", async () => {
    const account = new Account(temporaryFolder());
    const { name, message } = await refusal(account.handle("iam", "CreateUser", {}, "us-east-1"));
    expect(`${name}: ${message}`).toBe("UnknownOperationException: iam:CreateUser is not simulated");
  });

  test("calls beyond the rate are throttled, and the retries of the SDK live with it", async () => {
    const account = new Account(temporaryFolder());
    const calls = Array.from({ length: 60 }, (_, i) =>
      account.handle("logs", "CreateLogGroup", { logGroupName: `/${i}` }, "us-east-1"),
    );
    const settled = await Promise.allSettled(calls);
    const refused = settled.filter((call) => call.status === "rejected");
    expect(refused.length).toBeGreaterThan(10);
    expect(new Set(refused.map(({ reason }) => (reason as Error).name))).toEqual(
      new Set(["ThrottlingException"]),
    );
  });

  test("stale reads see the state before a write, as often as asked for, and S3 never", async () => {
    const { aws } = sandbox({ faults: { staleReads: 2 } });
    const groups = async () => (await aws.call("logs", "DescribeLogGroups", {})).logGroups?.length;
    await aws.call("logs", "CreateLogGroup", group);
    expect([await groups(), await groups(), await groups()]).toEqual([0, 0, 1]);
    await aws.call("logs", "DeleteLogGroup", group);
    expect([await groups(), await groups(), await groups()]).toEqual([1, 1, 0]);
    await aws.call("s3", "CreateBucket", { Bucket: "bucket" });
    expect((await aws.call("s3", "ListBuckets", {})).Buckets).toHaveLength(1);
  });

  test("a write sees the truth, however stale reads are", async () => {
    const { aws } = sandbox({ faults: { staleReads: 9 } });
    await aws.call("logs", "CreateLogGroup", group);
    const { name } = await refusal(aws.call("logs", "CreateLogGroup", group));
    expect(name).toBe("ResourceAlreadyExistsException");
  });

  test("latency is waited for", async () => {
    const account = new Account(temporaryFolder(), { faults: { latencyMs: 20 } });
    const start = performance.now();
    await account.handle("sts", "GetCallerIdentity", {}, "us-east-1");
    expect(performance.now() - start).toBeGreaterThan(15);
  });

  test("the caller is of the region's partition", async () => {
    const { aws } = sandbox({ region: "us-gov-west-1" });
    const { Arn, Account: account } = await aws.call("sts", "GetCallerIdentity", {});
    expect([Arn, account]).toEqual([
      "arn:aws-us-gov:sts::123456789012:assumed-role/PlatformAdmin/sandbox",
      "123456789012",
    ]);
  });
});
