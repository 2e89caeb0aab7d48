import type { Outputs } from "../stack/outputs.js";

/** Every output, as `ccb outputs NAME` takes it. */
export const OUTPUT_NAMES: readonly (keyof Outputs)[] = [
  ...(["developerRoleArn", "adminRoleArn", "scp", "logGroupName", "invocationLogsBucket"] as const),
  ...(["inferenceProfiles", "ssoPermissionSetArn", "athenaWorkgroup", "athenaDatabase"] as const),
  ...(["snsTopicArn", "guardrailId", "guardrailVersion"] as const),
];
