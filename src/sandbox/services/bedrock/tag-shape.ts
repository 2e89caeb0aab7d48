import type { Tag as BedrockTag } from "@aws-sdk/client-bedrock";
import { type Tag, checkTags, checkText } from "../../validate.js";

/** Limits of tags in Bedrock's API model. */
export const TAG_LIMITS = { error: "ValidationException", tooMany: "TooManyTagsException" };

/** Bedrock allows fewer characters than most services. */
const ALLOWED = /^[a-zA-Z0-9\s._:/=+@-]*$/;

/** Checks tags in Bedrock's spelling. @returns them in the common one. @throws ValidationException, TooManyTagsException */
export function checkBedrockTags(tags: readonly BedrockTag[] | undefined): Tag[] {
  for (const { key, value } of tags ?? []) {
    checkText(key, "tags.key", { pattern: ALLOWED });
    checkText(value, "tags.value", { pattern: ALLOWED });
  }
  return checkTags(
    tags?.map((tag) => ({ Key: tag.key, Value: tag.value })),
    TAG_LIMITS,
  );
}
