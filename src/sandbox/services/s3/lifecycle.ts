import type { LifecycleRule } from "@aws-sdk/client-s3";
import type { Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { bucketOf } from "./access.js";
import { checkLifecycleRules } from "./lifecycle-rules.js";
import { bucketsOf } from "./rows.js";

/** The lifecycle configuration. A put replaces all rules. */
export const lifecycle: Handlers<"s3"> = {
  GetBucketLifecycleConfiguration(input, call) {
    const { lifecycle: found } = bucketOf(input, call);
    if (found === undefined) {
      return refuse("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist", 404);
    }
    return { Rules: found.rules.map(withDates), TransitionDefaultMinimumObjectSize: found.minimumObjectSize };
  },

  PutBucketLifecycleConfiguration(input, call) {
    const bucket = bucketOf(input, call);
    const given = input.LifecycleConfiguration?.Rules ?? [];
    checkLifecycleRules(given);
    const minimumObjectSize = input.TransitionDefaultMinimumObjectSize ?? "all_storage_classes_128K";
    const rules = given.map((rule) => ({ ...rule, ID: rule.ID || call.id(48) }));
    bucketsOf(call).put(bucket.name, { ...bucket, lifecycle: { rules, minimumObjectSize } });
    return { TransitionDefaultMinimumObjectSize: minimumObjectSize };
  },

  DeleteBucketLifecycle(input, call) {
    const { lifecycle: _gone, ...rest } = bucketOf(input, call);
    bucketsOf(call).put(rest.name, rest);
    return {};
  },
};

/** A stored rule with its dates as dates again. */
function withDates(stored: LifecycleRule): LifecycleRule {
  const rule = structuredClone(stored);
  for (const timed of [rule.Expiration, ...(rule.Transitions ?? [])]) {
    if (timed?.Date !== undefined) timed.Date = new Date(timed.Date);
  }
  return rule;
}
