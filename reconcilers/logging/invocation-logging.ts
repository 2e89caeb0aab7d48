import { PROPAGATION } from "../../src/aws/error-classes.js";
import type { Kind, Live, ReadContext } from "../../src/engine/kind.js";
import { ref } from "../../src/engine/refs.js";
import { step } from "../../src/engine/step.js";
import { orUndefined } from "../absent.js";
import { ownerOfLogging } from "./owner-of-logging.js";

/** Where Bedrock delivers the account's invocation logs in this region. */
export interface InvocationLogging {
  logGroupName: string;
  /** As it is known before the role exists. One that was adopted may have a path; then its own ARN is written. */
  roleArn: string;
  /** Bucket for records, and for bodies too large for CloudWatch Logs. */
  bucketName: string;
  keyPrefix: string;
  /** Prompt and answer bodies, of every modality. */
  deliverText: boolean;
}

/** Key of the role that delivers the logs. */
export const LOGGING_ROLE_KEY = "logging/logging-role";

/**
 * Bedrock's model invocation logging: one configuration an account and region, and writing it overwrites what was
 * there. It is ours when it delivers to our bucket or log group, another stack's when its role or bucket are; one
 * that is nobody's is never touched without `--adopt`.
 */
export const invocationLogging: Kind<InvocationLogging> = {
  name: "invocation-logging",
  phase: "logging",
  needs: ["s3-bucket", "log-group", "iam-role"],
  fields: {
    logGroupName: { compare: "value" },
    roleArn: { compare: "value" },
    bucketName: { compare: "value" },
    keyPrefix: { compare: "value" },
    // An account may show none of the flags where all are off.
    deliverText: { compare: "value", maybeUntold: true },
  },

  read: async (cx, wanted) => {
    const [want] = wanted;
    if (want === undefined) return [];
    const answer = await cx.aws.call("bedrock", "GetModelInvocationLoggingConfiguration", {});
    const found = answer.loggingConfig;
    if (found === undefined || (found.s3Config === undefined && found.cloudWatchConfig === undefined))
      return [];
    const spec: Partial<InvocationLogging> = {
      logGroupName: found.cloudWatchConfig?.logGroupName,
      roleArn: await sameRole(cx, found.cloudWatchConfig?.roleArn, want.spec.roleArn),
      bucketName: sameText(
        found.s3Config?.bucketName,
        found.cloudWatchConfig?.largeDataDeliveryS3Config?.bucketName,
      ),
      keyPrefix: sameText(
        found.s3Config?.keyPrefix,
        found.cloudWatchConfig?.largeDataDeliveryS3Config?.keyPrefix,
      ),
      deliverText: sameFlag([
        found.textDataDeliveryEnabled,
        found.imageDataDeliveryEnabled,
        found.embeddingDataDeliveryEnabled,
        found.videoDataDeliveryEnabled,
        found.audioDataDeliveryEnabled,
      ]),
    } as Partial<InvocationLogging>;
    const ours =
      found.s3Config?.bucketName === want.spec.bucketName ||
      found.cloudWatchConfig?.logGroupName === want.spec.logGroupName;
    const owner = ours ? "ours" : await ownerOfLogging(cx, found);
    const live: Live<InvocationLogging> = {
      kind: invocationLogging.name,
      name: want.name,
      key: want.key,
      owner,
      spec,
      attributes: {},
    };
    return [live];
  },

  create: (want) => [put(want.spec)],
  update: (want) => [put(want.spec)],
  remove: () => [step("bedrock", "DeleteModelInvocationLoggingConfiguration", {}, "stop invocation logging")],
};

function put(spec: InvocationLogging) {
  const s3 = { bucketName: spec.bucketName, keyPrefix: spec.keyPrefix };
  const delivery = spec.deliverText;
  return step(
    "bedrock",
    "PutModelInvocationLoggingConfiguration",
    {
      loggingConfig: {
        cloudWatchConfig: {
          logGroupName: spec.logGroupName,
          roleArn: ref(LOGGING_ROLE_KEY, "arn"),
          largeDataDeliveryS3Config: s3,
        },
        s3Config: s3,
        textDataDeliveryEnabled: delivery,
        imageDataDeliveryEnabled: delivery,
        embeddingDataDeliveryEnabled: delivery,
        videoDataDeliveryEnabled: delivery,
        audioDataDeliveryEnabled: delivery,
      },
    },
    "deliver invocation logs to CloudWatch Logs and S3",
    { propagation: PROPAGATION.newLoggingRole },
  );
}

/** Role names are unique in an account whatever their path, so an ARN with a path can be that of the wanted role. */
async function sameRole(cx: ReadContext, live: string | undefined, wanted: string) {
  const RoleName = wanted.slice(wanted.lastIndexOf("/") + 1);
  if (live === undefined || live === wanted || !live.endsWith(`/${RoleName}`)) return live;
  const found = await orUndefined(cx.aws.call("iam", "GetRole", { RoleName }), ["NoSuchEntityException"]);
  return found?.Role?.Arn === live ? wanted : live;
}

/** The text both places have; undefined, hence a difference, when they disagree. */
function sameText(a: string | undefined, b: string | undefined): string | undefined {
  return a === b ? a : undefined;
}

/** The value all flags have that the region tells; "mixed", hence a difference, when they disagree. */
function sameFlag(flags: (boolean | undefined)[]): boolean | "mixed" | undefined {
  const [first, ...others] = flags.filter((flag) => flag !== undefined);
  return others.every((flag) => flag === first) ? first : "mixed";
}
