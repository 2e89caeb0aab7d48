import { expect, test } from "vitest";
import type { FaultOptions } from "../../src/sandbox/faults.js";
import { pendingOf } from "../../src/stack/pending.js";
import { accountFolder, changesOf, machine, time, undone } from "../support/machine.js";
import { differences, stateOf } from "../support/state.js";

type Fail = NonNullable<FaultOptions["fail"]>;

/** What one apply leaves undone, what differs from an undisturbed one's result, and what the next plan would change. */
async function applied(fail: Fail) {
  const calm = accountFolder();
  await machine(calm, { time: time() }).run();
  const dir = accountFolder();
  const disturbed = machine(dir, { time: time(), faults: { fail } });
  const remaining = undone(await disturbed.run());
  return {
    undone: remaining,
    differences: differences(stateOf(calm), dir),
    changes: changesOf((await disturbed.plan()).shown),
    destroy: async () => {
      const destroyed = await disturbed.run({ destroy: true, deleteData: true });
      return { undone: undone(destroyed), state: stateOf(dir) };
    },
  };
}

const NOTHING_LEFT = { undone: [], differences: [], changes: [] };

test.each<[string, Fail]>([
  [
    "changes of one log group at the same time",
    ["PutMetricFilter", "PutRetentionPolicy", "DeleteMetricFilter", "DeleteLogGroup"].map((operation) => ({
      call: `logs:${operation}`,
      times: 5,
      name: "OperationAbortedException",
      message: "Multiple concurrent requests to update the same resource were in conflict",
    })),
  ],
  [
    "changes of one bucket at the same time",
    ["s3:CreateBucket", "s3:PutBucket*", "s3:PutPublicAccessBlock", "s3:PutObject", "s3:DeleteBucket"].map(
      (call) => ({
        ...{ call, times: 5, name: "OperationAborted", status: 409 },
        message: "A conflicting conditional operation is currently in progress against this resource.",
      }),
    ),
  ],
  [
    "changes of the organization by somebody else",
    [{ call: "organizations:*", times: 5, name: "ConcurrentModificationException", status: 400 }],
  ],
  [
    "an organization that is still being made",
    ["CreatePolicy", "AttachPolicy", "DetachPolicy", "DeletePolicy"].map((operation) => ({
      ...{ call: `organizations:${operation}`, times: 20, name: "FinalizingOrganizationException" },
      message: "AWS Organizations couldn't perform the operation because it is initializing.",
    })),
  ],
  [
    "inference profiles that conflict with who knows what",
    [{ call: "bedrock:CreateInferenceProfile", times: 36, name: "ConflictException", status: 400 }],
  ],
  [
    "a logging role that Bedrock cannot use for longer than a minute",
    [
      {
        ...{ call: "bedrock:PutModelInvocationLoggingConfiguration", times: 15, name: "ValidationException" },
        message: "Failed to validate permissions for log group: x, with role: y.",
      },
    ],
  ],
])("%s: one apply gets everything done, and so does a destroy", async (_what, fail) => {
  const { destroy, ...result } = await applied(fail);
  expect(result).toEqual(NOTHING_LEFT);
  expect(await destroy()).toEqual({ undone: [], state: {} });
});

test.each([
  ["logs:CreateLogGroup", "LimitExceededException"],
  ["iam:CreateRole", "LimitExceededException"],
  ["organizations:AttachPolicy", "LimitExceededException"],
  ["bedrock:CreateInferenceProfile", "ServiceQuotaExceededException"],
])("a full quota at %s (%s) is not asked for again", async (call, name) => {
  // Were it repeated even once, all would be done.
  const fail = [{ call, times: 1, name, message: "the quota is full" }];
  const full = machine(accountFolder(), { time: time(), faults: { fail } });
  const left = undone(await full.run());
  expect(left.filter((text) => !text.endsWith("was not done"))).toEqual([
    expect.stringMatching(/: the quota is full$/),
  ]);
  expect(undone(await full.run())).toEqual([]);
});

test("the name of a full quota is throttling at Cost Explorer: the tags are read all the same", async () => {
  const fail = [
    { call: "ce:*", times: 5, name: "LimitExceededException", message: "You made too many calls" },
  ];
  const { plan } = machine(accountFolder(), { time: time(), faults: { fail } });
  const { wanted, live, plan: made } = (await plan()).shown;
  const tags = pendingOf(wanted, live, made.stack).filter(({ what }) =>
    what.startsWith("cost allocation tags"),
  );
  expect(tags.map(({ what }) => what)).toEqual([expect.stringMatching(/not known to billing yet$/)]);
});

test("a conflict with nothing that can be seen does not name --adopt", async () => {
  const fail = [{ call: "bedrock:CreateInferenceProfile", name: "ConflictException", message: "Conflict" }];
  const left = undone(await machine(accountFolder(), { time: time(), faults: { fail } }).run());
  expect(left).toHaveLength(3);
  for (const text of left) {
    expect(text).toMatch(/: Conflict \(none named acme-claude-\S+ can be seen\)$/);
  }
});
