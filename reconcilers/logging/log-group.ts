import type { Kind, Stack } from "../../src/engine/kind.js";
import { step } from "../../src/engine/step.js";

/** A CloudWatch Logs log group. */
export interface LogGroup {
  /** One of the values CloudWatch Logs accepts. */
  retentionDays: number;
}

/** AWS::Logs::LogGroup. */
export const logGroup: Kind<LogGroup> = {
  name: "log-group",
  phase: "logging",
  fields: { retentionDays: { compare: "value" } },

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
            spec: group.retentionInDays === undefined ? {} : { retentionDays: group.retentionInDays },
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
      { logGroupName: want.name, tags: want.tags ?? {} },
      "create the log group",
      {
        exists: ["ResourceAlreadyExistsException"],
      },
    ),
    retention(want.name, want.spec),
  ],
  update: (want) => [retention(want.name, want.spec)],
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
