import { expect, test } from "vitest";
import { Account } from "../../src/sandbox/account.js";
import { type Failure, Failures } from "../../src/sandbox/failures.js";
import { temporaryFolder } from "../support/sandbox.js";

/** What each call meets. */
function meets(failures: Failure[], ...calls: [call: string, input?: object][]): string[] {
  const all = new Failures(failures);
  return calls.map(([call, input = {}]) => {
    try {
      const [service = "", operation = ""] = call.split(":");
      all.check(service, operation, input);
      return "ok";
    } catch (error) {
      return (error as Error).name;
    }
  });
}

const PUT = "logs:PutMetricFilter";

test("a call fails so many times, then works", () => {
  const failures = [{ call: PUT, times: 2, name: "Aborted" }];
  expect(meets(failures, [PUT], [PUT], [PUT], [PUT])).toEqual(["Aborted", "Aborted", "ok", "ok"]);
});

test("without a number it always fails, and the first calls can be let through", () => {
  expect(meets([{ call: PUT, skip: 1, name: "X" }], [PUT], [PUT], [PUT])).toEqual(["ok", "X", "X"]);
  expect(meets([{ call: PUT, skip: 1, times: 1, name: "X" }], [PUT], [PUT], [PUT])).toEqual([
    "ok",
    "X",
    "ok",
  ]);
});

test("a star stands for any text, and each operation is counted by itself", () => {
  const failures = [{ call: "s3:PutBucket*", times: 1, name: "X" }];
  const [policy, versioning] = ["s3:PutBucketPolicy", "s3:PutBucketVersioning"];
  const calls = [policy, policy, versioning, "s3:PutObject", "logs:PutBucketPolicy"];
  expect(meets(failures, ...calls.map((call): [string] => [call]))).toEqual(["X", "ok", "X", "ok", "ok"]);
  expect(meets([{ call: "*", name: "X" }], ["iam:GetRole"])).toEqual(["X"]);
  expect(meets([{ call: "iam:Get", name: "X" }], ["iam:GetRole"])).toEqual(["ok"]);
});

test("only calls that name the resource fail, whatever member names it", () => {
  const failures = [{ call: "s3:*", resource: "ccb/lock", times: 1, name: "X" }];
  const put = "s3:PutObject";
  expect(
    meets(
      failures,
      [put, { Bucket: "b", Key: "other", Body: Buffer.from("ccb/lock") }],
      [put, { Bucket: "b", Key: "ccb/lock" }],
      [put, { Bucket: "b", Key: "ccb/lock" }],
      ["s3:DeleteObjects", { Delete: { Objects: [{ Key: "ccb/lock" }] } }],
    ),
  ).toEqual(["ok", "X", "ok", "X"]);
});

test("an account answers with the name, the message and the status, and nothing has happened then", async () => {
  const call = "sns:CreateTopic";
  const fail = [{ call, times: 1, name: "Conflict", message: "busy with x", status: 409 }];
  const account = new Account(temporaryFolder(), { faults: { fail } });
  const create = () => account.handle("sns", "CreateTopic", { Name: "x" }, "us-east-1");
  await expect(create()).rejects.toMatchObject({
    name: "Conflict",
    message: "busy with x",
    $metadata: { httpStatusCode: 409 },
  });
  expect(await account.handle("sns", "ListTopics", {}, "us-east-1")).toMatchObject({ Topics: [] });
  await create();
});
