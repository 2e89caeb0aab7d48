import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { type Tag, mergeTags, parseArn, withoutTags } from "../../validate.js";
import { alarms, dashboards } from "./rows.js";

const TAG_LIMITS = { error: "InvalidParameterValueException" };

/** Tags of alarms and dashboards. */
export const tagHandlers: Handlers<"cloudwatch"> = {
  TagResource: (input, call) => {
    const taggable = find(input.ResourceARN, call);
    taggable.save(mergeTags(taggable.tags, input.Tags, TAG_LIMITS));
    return {};
  },
  UntagResource: (input, call) => {
    const taggable = find(input.ResourceARN, call);
    taggable.save(withoutTags(taggable.tags, input.TagKeys));
    return {};
  },
  ListTagsForResource: (input, call) => ({ Tags: find(input.ResourceARN, call).tags }),
};

function find(arn: string | undefined, call: Call): { tags: Tag[]; save: (tags: Tag[]) => void } {
  const parts = parseArn(arn ?? "");
  if (parts?.service !== "cloudwatch")
    refuse("InvalidParameterValueException", `Invalid resource ARN: ${arn}`);
  const alarm = alarms(call)
    .entries()
    .find(([, row]) => row.arn === arn);
  if (alarm !== undefined) {
    const [key, row] = alarm;
    return { tags: row.tags, save: (tags) => alarms(call).put(key, { ...row, tags }) };
  }
  const dashboard = dashboards(call)
    .values()
    .find((row) => row.arn === arn);
  if (dashboard === undefined) refuse("ResourceNotFoundException", `Unable to find the resource ${arn}`, 404);
  return {
    tags: dashboard.tags,
    save: (tags) => dashboards(call).put(dashboard.name, { ...dashboard, tags }),
  };
}
