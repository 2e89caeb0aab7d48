import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test, vi } from "vitest";
import type { FaultOptions } from "../../src/sandbox/faults.js";
import { type Time, accountFolder, changesOf, machine, time, undone } from "../support/machine.js";
import { served } from "../support/served.js";
import { type State, differences, stateOf } from "../support/state.js";

/**
 * A clock that is never minutes away from the real one: clients would take such an answer for a sign that theirs is
 * wrong, and ask again whatever the answer is.
 */
function nearby(): Time {
  return time(Date.now() - 120_000, 50);
}

/** What an undisturbed apply makes, once for all. */
let calm: State;
beforeAll(async () => {
  const dir = mkdtempSync(join(tmpdir(), "ccb-calm-"));
  expect(undone(await machine(dir, { time: nearby() }).run())).toEqual([]);
  calm = stateOf(dir);
  rmSync(dir, { recursive: true });
});

/** A machine whose account is behind HTTP and in trouble; the errors are real answers there, read by real clients. */
async function troubled(faults: FaultOptions) {
  const clock = nearby();
  const { dir, account, answers } = await served({ dir: accountFolder(), faults, clock: clock.now });
  return { dir, answers, ...machine(dir, { time: clock, account, remote: true }) };
}

const busy = (calls: string[], name: string, status: number, times = 4, message = name): FaultOptions => ({
  fail: calls.map((call) => ({ call, times, name, status, message })),
});

/** What AWS does that a well-behaved simulation would not, each as its API's model or its users report it. */
const TROUBLES: [string, FaultOptions][] = [
  [
    "changes of one log group at the same time",
    busy(
      ["logs:PutMetricFilter", "logs:PutRetentionPolicy", "logs:Delete*"],
      "OperationAbortedException",
      400,
    ),
  ],
  [
    "settings of one bucket at the same time",
    busy(
      ["s3:CreateBucket", "s3:PutBucket*", "s3:PutPublicAccessBlock", "s3:DeleteBucket"],
      "OperationAborted",
      409,
    ),
  ],
  ["buckets that are not found yet", { buckets: { newBucket: 8 } }],
  ["settings read as they were", { buckets: { oldSettings: 3 } }],
  ["objects not found after versioning was enabled", { buckets: { hiddenObjects: 3 } }],
  ["conflicts of inference profiles", busy(["bedrock:CreateInferenceProfile"], "ConflictException", 400, 8)],
  [
    "a logging role that cannot be used yet",
    busy(
      ["bedrock:PutModelInvocationLoggingConfiguration"],
      "ValidationException",
      400,
      10,
      "Failed to validate permissions for log group: x, with role: y.",
    ),
  ],
  ["buckets with tags of AWS's own", { systemTags: { "aws:cloudformation:stack-name": "logs" } }],
  [
    "conflicts of Identity Center",
    busy(
      ["sso:CreateAccountAssignment", "sso:UpdatePermissionSet", "sso:PutInline*", "sso:Delete*"],
      "ConflictException",
      400,
      2,
      "busy",
    ),
  ],
  ["an organization that others change", busy(["organizations:*"], "ConcurrentModificationException", 400)],
  [
    "an organization that is still being made",
    busy(
      ["Create", "Attach", "Detach", "Delete"].map((verb) => `organizations:${verb}Policy`),
      "FinalizingOrganizationException",
      400,
      10,
    ),
  ],
  ["a payer account in which others ask for tags", busy(["ce:*"], "LimitExceededException", 400)],
  [
    "a role in use when it is deleted",
    busy(
      ["iam:DeleteRole"],
      "DeleteConflictException",
      409,
      3,
      "Cannot delete entity, must detach all policies first.",
    ),
  ],
  [
    "a principal made seconds ago",
    busy(
      ["iam:CreateRole", "iam:UpdateAssumeRolePolicy"],
      "MalformedPolicyDocumentException",
      400,
      3,
      'Invalid principal in policy: "AWS":"x"',
    ),
  ],
  ["throttling by any service", { throttle: 0.2, seed: 7 }],
  ["answers lost on the way", { lose: [2, 9, 23, 40, 41] }],
  [
    "answers that leave out what no page promises",
    {
      omit: {
        "cloudwatch:DescribeAlarms": ["MetricAlarms.Metrics.Period"],
        "budgets:DescribeBudgets": ["Budgets.Metrics", "Budgets.FilterExpression"],
      },
      ...busy(["tagging:GetResources"], "InvalidParameterException", 400, Number.POSITIVE_INFINITY),
    },
  ],
];

test.each(TROUBLES)(
  "%s, over HTTP: one apply gets everything done, and so does a destroy",
  async (_, faults) => {
    const { dir, run, plan, answers } = await troubled(faults);
    expect(undone(await run())).toEqual([]);
    // The trouble was met, by status and name as the service's protocol sends them.
    const failed = answers.filter(({ error, status }) => error !== undefined || status === 0);
    if (faults.fail !== undefined || faults.throttle !== undefined) expect(failed).not.toEqual([]);
    expect(changesOf((await plan()).shown)).toEqual([]);
    // AWS's own tags are the one trouble that leaves a trace.
    if (faults.systemTags === undefined) expect(differences(calm, dir)).toEqual([]);
    expect(undone(await run({ destroy: true, deleteData: true }))).toEqual([]);
    expect(stateOf(dir)).toEqual({});
    expect(answers.filter(({ bug }) => bug !== undefined)).toEqual([]);
  },
);

test.each([
  ["logs:CreateLogGroup", "LimitExceededException"],
  ["iam:CreateRole", "LimitExceededException"],
  ["bedrock:CreateInferenceProfile", "ServiceQuotaExceededException"],
])("a full quota at %s (%s) is not asked for again over HTTP", async (call, name) => {
  const { run, answers } = await troubled({ fail: [{ call, times: 1, name, message: "the quota is full" }] });
  const left = undone(await run());
  expect(left.filter((text) => !text.endsWith("was not done"))).toEqual([
    expect.stringMatching(/: the quota is full$/),
  ]);
  expect(answers.filter(({ error }) => error?.name === name)).toHaveLength(1);
  expect(undone(await run())).toEqual([]);
});

test("a bearer token in the environment goes to no control plane", async () => {
  const { run, answers } = await troubled({});
  vi.stubEnv("AWS_BEARER_TOKEN_BEDROCK", "bedrock-api-key-secret");
  expect(undone(await run())).toEqual([]);
  expect(answers.filter(({ service }) => service === "bedrock").length).toBeGreaterThan(3);
  expect(answers.filter(({ status }) => status === 403)).toEqual([]);
});
