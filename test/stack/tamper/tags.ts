import type { Aws } from "../../../src/aws/aws.js";
import type { Live } from "../../../src/engine/kind.js";
import { find } from "./place.js";

/** Sets a tag of a resource, or takes it away without a value, as its service has it done. */
export const RETAG: Record<string, (aws: Aws, live: Live, key: string, value?: string) => Promise<unknown>> =
  {
    "iam-role": (aws, { name: RoleName }, Key, Value) =>
      Value === undefined
        ? aws.call("iam", "UntagRole", { RoleName, TagKeys: [Key] })
        : aws.call("iam", "TagRole", { RoleName, Tags: [{ Key, Value }] }),
    "service-control-policy": (aws, { attributes }, Key, Value) =>
      Value === undefined
        ? aws.call("organizations", "UntagResource", { ResourceId: attributes["id"], TagKeys: [Key] })
        : aws.call("organizations", "TagResource", { ResourceId: attributes["id"], Tags: [{ Key, Value }] }),
    "log-group": (aws, { attributes: { arn: resourceArn } }, key, value) =>
      value === undefined
        ? aws.call("logs", "UntagResource", { resourceArn, tagKeys: [key] })
        : aws.call("logs", "TagResource", { resourceArn, tags: { [key]: value } }),
    "s3-bucket": async (aws, { name: Bucket }, key, value) => {
      const { TagSet } = await aws.call("s3", "GetBucketTagging", { Bucket });
      const others = (TagSet ?? []).filter((tag) => tag.Key !== key);
      const tags = value === undefined ? others : [...others, { Key: key, Value: value }];
      await aws.call("s3", "PutBucketTagging", { Bucket, Tagging: { TagSet: tags } });
    },
    "inference-profile": bedrockTag,
    guardrail: bedrockTag,
    "permission-set": async (aws, _live, Key, Value) => {
      const { InstanceArn, PermissionSetArn: ResourceArn } = await find.permissionSet(aws);
      return Value === undefined
        ? aws.call("sso", "UntagResource", { InstanceArn, ResourceArn, TagKeys: [Key] })
        : aws.call("sso", "TagResource", { InstanceArn, ResourceArn, Tags: [{ Key, Value }] });
    },
    "athena-workgroup": (aws, { attributes: { arn: ResourceARN } }, Key, Value) =>
      Value === undefined
        ? aws.call("athena", "UntagResource", { ResourceARN, TagKeys: [Key] })
        : aws.call("athena", "TagResource", { ResourceARN, Tags: [{ Key, Value }] }),
    "glue-database": (aws, { attributes: { arn: ResourceArn } }, key, value) =>
      value === undefined
        ? aws.call("glue", "UntagResource", { ResourceArn, TagsToRemove: [key] })
        : aws.call("glue", "TagResource", { ResourceArn, TagsToAdd: { [key]: value } }),
    "sns-topic": (aws, { attributes: { arn: ResourceArn } }, Key, Value) =>
      Value === undefined
        ? aws.call("sns", "UntagResource", { ResourceArn, TagKeys: [Key] })
        : aws.call("sns", "TagResource", { ResourceArn, Tags: [{ Key, Value }] }),
    budget: (aws, { attributes: { arn: ResourceARN } }, Key, Value) =>
      Value === undefined
        ? aws.call("budgets", "UntagResource", { ResourceARN, ResourceTagKeys: [Key] })
        : aws.call("budgets", "TagResource", { ResourceARN, ResourceTags: [{ Key, Value }] }),
    alarm: cloudwatchTag,
    dashboard: cloudwatchTag,
  };

function bedrockTag(aws: Aws, { attributes: { arn: resourceARN } }: Live, key: string, value?: string) {
  return value === undefined
    ? aws.call("bedrock", "UntagResource", { resourceARN, tagKeys: [key] })
    : aws.call("bedrock", "TagResource", { resourceARN, tags: [{ key, value }] });
}

function cloudwatchTag(aws: Aws, { attributes: { arn: ResourceARN } }: Live, Key: string, Value?: string) {
  return Value === undefined
    ? aws.call("cloudwatch", "UntagResource", { ResourceARN, TagKeys: [Key] })
    : aws.call("cloudwatch", "TagResource", { ResourceARN, Tags: [{ Key, Value }] });
}
