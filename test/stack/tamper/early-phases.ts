import type { Aws } from "../../../src/aws/aws.js";
import {
  type Tamper,
  type Row,
  ACCOUNT,
  PROJECT,
  BUCKET,
  GROUP,
  REGISTER,
  OPEN,
  find,
  at,
  anew,
  insights,
} from "./place.js";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

const role = { RoleName: `${PROJECT}-developer` };

const rolePolicy =
  (document: object): Tamper =>
  (aws) =>
    aws.call("iam", "PutRolePolicy", {
      ...role,
      PolicyName: `${PROJECT}-developer-policy`,
      PolicyDocument: JSON.stringify(document),
    });

async function attachTo(aws: Aws, TargetId: string): Promise<void> {
  await aws.call("organizations", "AttachPolicy", { PolicyId: await find.policy(aws), TargetId });
}

const bucketRows: Record<string, Tamper> = {
  versioning: (aws) =>
    aws.call("s3", "PutBucketVersioning", {
      Bucket: BUCKET,
      VersioningConfiguration: { Status: "Suspended" },
    }),
  encryption: (aws) =>
    aws.call("s3", "PutBucketEncryption", {
      Bucket: BUCKET,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" } }],
      },
    }),
  bucketKey: (aws) =>
    aws.call("s3", "PutBucketEncryption", {
      Bucket: BUCKET,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: KEY } }],
      },
    }),
  publicAccessBlock: (aws) => aws.call("s3", "DeletePublicAccessBlock", { Bucket: BUCKET }),
  ownership: (aws) =>
    aws.call("s3", "PutBucketOwnershipControls", {
      Bucket: BUCKET,
      OwnershipControls: { Rules: [{ ObjectOwnership: "ObjectWriter" }] },
    }),
  lifecycle: (aws) => aws.call("s3", "DeleteBucketLifecycle", { Bucket: BUCKET }),
  policy: (aws) => aws.call("s3", "DeleteBucketPolicy", { Bucket: BUCKET }),
};

/** The logging configuration is written as a whole. */
function loggingRows(): Record<string, Tamper> {
  type Config = Parameters<typeof put>[0];
  const put =
    (change: (config: ReturnType<typeof current>) => object): Tamper =>
    (aws) => {
      const loggingConfig = { ...current(), ...change(current()) };
      return aws.call("bedrock", "PutModelInvocationLoggingConfiguration", { loggingConfig });
    };
  const current = () => ({
    cloudWatchConfig: {
      logGroupName: GROUP,
      roleArn: `arn:aws:iam::${ACCOUNT}:role/${PROJECT}-bedrock-logging`,
      largeDataDeliveryS3Config: { bucketName: BUCKET, keyPrefix: PROJECT },
    },
    s3Config: { bucketName: BUCKET, keyPrefix: PROJECT },
    textDataDeliveryEnabled: false,
    imageDataDeliveryEnabled: false,
    embeddingDataDeliveryEnabled: false,
  });
  const withoutLogs: Config = () => ({ cloudWatchConfig: undefined });
  return {
    logGroupName: put(withoutLogs),
    roleArn: put(withoutLogs),
    bucketName: put(() => ({ s3Config: undefined })),
    keyPrefix: put((config) => ({
      cloudWatchConfig: { ...config.cloudWatchConfig, largeDataDeliveryS3Config: undefined },
    })),
    deliverText: put(() => ({ textDataDeliveryEnabled: true })),
  };
}

async function editRegister(aws: Aws, edit: (text: string) => string): Promise<void> {
  const { Body } = await aws.call("s3", "GetObject", REGISTER);
  await aws.call("s3", "PutObject", { ...REGISTER, Body: edit((await Body?.transformToString()) ?? "") });
}

/** A profile that is moved to another model: deleted and made again under its name. */
const moveProfile: Tamper = async (aws) => {
  const arn = await find.profile(aws, `${PROJECT}-alice`);
  const { tags } = await aws.call("bedrock", "ListTagsForResource", { resourceARN: arn });
  await aws.call("bedrock", "DeleteInferenceProfile", { inferenceProfileIdentifier: arn });
  await aws.call("bedrock", "CreateInferenceProfile", {
    inferenceProfileName: `${PROJECT}-alice`,
    modelSource: {
      copyFrom: `arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/us.anthropic.claude-sonnet-5`,
    },
    tags,
  });
};

/** The drift table of the first three phases. */
export const EARLY: Record<string, Record<string, Row>> = {
  "iam-role": at("foundation/developer-role", {
    description: (aws) => aws.call("iam", "UpdateRole", { ...role, Description: "by hand" }),
    trust: (aws) =>
      aws.call("iam", "UpdateAssumeRolePolicy", {
        ...role,
        PolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { AWS: "999999999999" }, Action: "sts:AssumeRole" }],
        }),
      }),
    permissionsBoundary: (aws) => aws.call("iam", "DeleteRolePermissionsBoundary", role),
    policies: rolePolicy(OPEN),
    otherPolicies: (aws) =>
      aws.call("iam", "AttachRolePolicy", {
        ...role,
        PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
      }),
  }),
  "service-control-policy": at("foundation/scp", {
    description: async (aws) =>
      aws.call("organizations", "UpdatePolicy", { PolicyId: await find.policy(aws), Description: "by hand" }),
    content: async (aws) =>
      aws.call("organizations", "UpdatePolicy", {
        PolicyId: await find.policy(aws),
        Content: JSON.stringify(OPEN),
      }),
    targets: (aws) => attachTo(aws, "r-ab12"),
  }),
  "log-group": at("logging/log-group", {
    retentionDays: (aws) => aws.call("logs", "DeleteRetentionPolicy", { logGroupName: GROUP }),
    kmsKey: (aws) => aws.call("logs", "DisassociateKmsKey", { logGroupName: GROUP }),
  }),
  "s3-bucket": at("logging/logs-bucket", bucketRows),
  "invocation-logging": at("logging/invocation-logging", loggingRows()),
  "insights-query": at("logging/insights-query/hourly-token-totals", {
    queryString: async (aws) =>
      aws.call("logs", "PutQueryDefinition", { ...(await insights(aws)), queryString: "fields @message" }),
    logGroupNames: async (aws) =>
      aws.call("logs", "PutQueryDefinition", {
        ...(await insights(aws)),
        logGroupNames: [GROUP, "/aws/lambda/other"],
      }),
  }),
  "inference-profile": anew(at("allocation/profile/alice/sonnet", { source: moveProfile }), "replace"),
  "profile-register": at("allocation/register", {
    assignments: (aws) => editRegister(aws, (text) => text.replace(/^.*"build-bot".*\n/m, "")),
    toRetire: (aws) =>
      editRegister(aws, (text) => {
        const [line = ""] = text.split("\n");
        return `${text}${line.replaceAll(/application-inference-profile\/\w+/g, "application-inference-profile/gone")}\n`;
      }),
  }),
  "cost-allocation-tags": at("allocation/cost-tags", {
    active: (aws) =>
      aws.call("ce", "UpdateCostAllocationTagsStatus", {
        CostAllocationTagsStatus: [{ TagKey: "CostCenter", Status: "Inactive" }],
      }),
  }),
};
