import type { LoggingConfig } from "@aws-sdk/client-bedrock";
import type { Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { requireMember } from "../../validate.js";
import { checkBucket, checkRole } from "./logging-permissions.js";

const KEY = "config";

/** Model invocation logging: one configuration an account and region, replaced as a whole. */
export const logging: Handlers<"bedrock"> = {
  PutModelInvocationLoggingConfiguration(input, call) {
    const given = requireMember(input, "loggingConfig");
    const { cloudWatchConfig, s3Config } = given;
    if (cloudWatchConfig === undefined && s3Config === undefined) {
      refuse("ValidationException", "At least one of cloudWatchConfig and s3Config must be provided.");
    }
    const targets = [s3Config, cloudWatchConfig?.largeDataDeliveryS3Config].filter((t) => t !== undefined);
    const markers = targets.map((target) => checkBucket(target, call));
    if (cloudWatchConfig !== undefined) checkRole(cloudWatchConfig, call);
    for (const writeMarker of markers) writeMarker();
    call.table<LoggingConfig>("logging").put(KEY, {
      ...given,
      textDataDeliveryEnabled: given.textDataDeliveryEnabled ?? true,
      imageDataDeliveryEnabled: given.imageDataDeliveryEnabled ?? true,
      embeddingDataDeliveryEnabled: given.embeddingDataDeliveryEnabled ?? true,
      videoDataDeliveryEnabled: given.videoDataDeliveryEnabled ?? true,
      audioDataDeliveryEnabled: given.audioDataDeliveryEnabled ?? true,
    });
    return {};
  },

  GetModelInvocationLoggingConfiguration(_input, call) {
    const config = call.table<LoggingConfig>("logging").get(KEY);
    return config === undefined ? {} : { loggingConfig: structuredClone(config) };
  },

  DeleteModelInvocationLoggingConfiguration(_input, call) {
    call.table("logging").delete(KEY);
    return {};
  },
};
