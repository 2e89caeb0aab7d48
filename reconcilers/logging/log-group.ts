import type { Kind, Stack } from "../../src/engine/kind.js";
import { step } from "../../src/engine/step.js";

/** A CloudWatch Logs log group. */
export interface LogGroup {
  /** One of the values CloudWatch Logs accepts. */
  retentionDays: number;
  /** ARN of the KMS key events are encrypted with; null for CloudWatch Logs' own. */
  kmsKey: string | null;
}

/** AWS::Logs::LogGroup. */
export const logGroup: Kind<LogGroup> = {
  name: "log-group",
  phase: "logging",
  fields: { retentionDays: { compare: "value" }, kmsKey: { compare: "value" } },

  read: async (cx, wanted) => {
    const found = await Promise.all(
      wanted.map(async (want) => {
        // A prefix matches longer names too, but names sort by length first when one is a prefix of the other.
        const answer = await cx.aws.call("logs", "DescribeLogGroups", { logGroupNamePrefix: want.name });
        const group = answer.logGroups?.find((candidate) => candidate.logGroupName === want.name);
        if (group === undefined) return [];
        const arn = logGroupArn(cx.stack, want.name);
        const direct = () => cx.aws.call("logs", "ListTagsForResource", { resourceArn: arn });
        return [
          {
            kind: logGroup.name,
            name: want.name,
            spec: {
              ...(group.retentionInDays === undefined ? {} : { retentionDays: group.retentionInDays }),
              kmsKey: group.kmsKeyId ?? null,
            },
            tags: await cx.tagsOf(arn, want.tags, async () => (await direct()).tags ?? {}),
            attributes: { arn, name: want.name },
          },
        ];
      }),
    );
    return found.flat();
  },

  create: (want) => [
    step(
      "logs",
      "CreateLogGroup",
      {
        logGroupName: want.name,
        ...(want.spec.kmsKey === null ? {} : { kmsKeyId: want.spec.kmsKey }),
        tags: want.tags ?? {},
      },
      "create the log group",
      {
        exists: ["ResourceAlreadyExistsException"],
      },
    ),
    retention(want.name, want.spec),
  ],
  update: (want, _live, changed) => [
    ...(changed.has("kmsKey") ? [encryption(want.name, want.spec.kmsKey)] : []),
    ...(changed.has("retentionDays") ? [retention(want.name, want.spec)] : []),
  ],
  tag: (live, tags, stack) => [
    step("logs", "TagResource", { resourceArn: logGroupArn(stack, live.name), tags }, "tag the log group"),
  ],
  remove: (live) => [
    step("logs", "DeleteLogGroup", { logGroupName: live.name }, "delete the log group", {
      doneIf: ["ResourceNotFoundException"],
    }),
  ],
};

/** ARN of a log group without the `:*` that names its streams. */
export function logGroupArn(stack: Stack, name: string): string {
  return `arn:${stack.partition}:logs:${stack.region}:${stack.account}:log-group:${name}`;
}

function retention(logGroupName: string, spec: LogGroup) {
  const input = { logGroupName, retentionInDays: spec.retentionDays };
  return step("logs", "PutRetentionPolicy", input, `keep log events for ${spec.retentionDays} days`);
}

/** Events that are there already stay as they are encrypted, and readable as long as their key is. */
function encryption(logGroupName: string, kmsKeyId: string | null) {
  return kmsKeyId === null
    ? step("logs", "DisassociateKmsKey", { logGroupName }, "encrypt new events without the KMS key")
    : step("logs", "AssociateKmsKey", { logGroupName, kmsKeyId }, "encrypt new events with the KMS key");
}
