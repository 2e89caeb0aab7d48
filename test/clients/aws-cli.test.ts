import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { workspace } from "../support/cli.js";
import { temporaryFolder } from "../support/sandbox.js";
import { served } from "../support/served.js";
import { SMALL } from "../support/yaml.js";
import { awsCli, hasAwsCli } from "./installed.js";

const LOGS = "acme-corp-bedrock-invocation-logs";

/** Its start alone takes seconds on a busy machine. */
const PATIENCE_MS = 240_000;

describe.runIf(hasAwsCli)("the AWS CLI", { timeout: PATIENCE_MS }, () => {
  test("makes drift that the plan shows and apply repairs", async () => {
    const { ccb, account } = workspace(SMALL);
    expect((await ccb("apply --yes")).code).toBe(0);
    const { env } = await served({ dir: account });
    const policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
    const commands = [
      [
        "iam",
        "update-assume-role-policy",
        "--role-name",
        "claude-code-bedrock-logging",
        "--policy-document",
      ].concat(
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
      ),
      ["s3api", "put-bucket-versioning", "--bucket", LOGS, "--versioning-configuration", "Status=Suspended"],
      ["cloudwatch", "delete-alarms", "--alarm-names", "claude-code-throttle-rate"],
      [
        "iam",
        "put-role-policy",
        "--role-name",
        "claude-code-admin",
        "--policy-name",
        "mine",
        "--policy-document",
        policy,
      ],
    ];
    for (const command of commands) expect(await awsCli(command, env)).toMatchObject({ code: 0, err: "" });
    const plan = await ccb("plan --json");
    const { changes } = plan.json<{ changes: { key: string }[] }>();
    expect(changes.map(({ key }) => key).toSorted()).toEqual([
      "budgets/alarm/throttle-rate",
      "logging/logging-role",
      "logging/logs-bucket",
    ]);
    // A policy that is not the stack's is named, not touched.
    expect(plan.out + plan.err).toContain("mine");
    expect((await ccb("apply --yes")).code).toBe(0);
    expect((await ccb("plan --detailed-exitcode")).code).toBe(0);
    const answer = await awsCli(["s3api", "get-bucket-versioning", "--bucket", LOGS], env);
    expect(JSON.parse(answer.out)).toEqual({ Status: "Enabled" });
  });

  test("moves files, and is told what is refused", async () => {
    const { env } = await served();
    const folder = temporaryFolder();
    const file = join(folder, "file.txt");
    writeFileSync(file, "content\n");
    const steps = [
      ["s3", "mb", "s3://bucket"],
      ["s3", "cp", file, "s3://bucket/a/file.txt"],
      ["s3", "cp", "s3://bucket/a/file.txt", join(folder, "back.txt")],
      ["s3", "rm", "s3://bucket", "--recursive"],
    ];
    for (const step of steps) expect(await awsCli(step, env)).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, "back.txt"), "utf8")).toBe("content\n");
    const gone = await awsCli(
      ["s3api", "get-object", "--bucket", "bucket", "--key", "a/file.txt", "/dev/null"],
      env,
    );
    expect(gone.err).toContain("(NoSuchKey)");
    const other = await awsCli(["ec2", "describe-vpcs"], env);
    expect(other.err).toContain("The service 'ec2' is not simulated");
    const unknown = await awsCli(["iam", "list-users"], env);
    expect(unknown.err).toContain("iam:ListUsers is not simulated");
  });

  test("without credentials gets no further than with AWS", async () => {
    const { env } = await served();
    const anonymous = await awsCli(
      ["s3api", "get-object", "--no-sign-request", "--bucket", "b", "--key", "k", "/dev/null"],
      env,
    );
    expect(anonymous.err).toContain("(AccessDenied)");
    const signedOut = await awsCli(["logs", "describe-log-groups", "--no-sign-request"], env);
    expect(signedOut.err).toContain("MissingAuthenticationToken");
  });
});
