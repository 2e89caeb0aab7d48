import type { LifecycleRule as S3LifecycleRule } from "@aws-sdk/client-s3";

/** A lifecycle rule, as far as the stack uses them. All periods in days. */
export interface LifecycleRule {
  id: string;
  /** Keys it applies to; empty for all. */
  prefix: string;
  /** To STANDARD_IA. */
  transitionDays?: number;
  expirationDays?: number;
  noncurrentExpirationDays?: number;
  abortUploadsDays?: number;
  /** Anything else a live rule says, so that a comparison sees it. */
  other?: string;
}

/** The rule as S3 takes it. */
export function toLifecycle(rule: LifecycleRule): S3LifecycleRule {
  return {
    ID: rule.id,
    Status: "Enabled",
    Filter: { Prefix: rule.prefix },
    ...(rule.transitionDays === undefined
      ? {}
      : { Transitions: [{ Days: rule.transitionDays, StorageClass: "STANDARD_IA" }] }),
    ...(rule.expirationDays === undefined ? {} : { Expiration: { Days: rule.expirationDays } }),
    ...(rule.noncurrentExpirationDays === undefined
      ? {}
      : { NoncurrentVersionExpiration: { NoncurrentDays: rule.noncurrentExpirationDays } }),
    ...(rule.abortUploadsDays === undefined
      ? {}
      : { AbortIncompleteMultipartUpload: { DaysAfterInitiation: rule.abortUploadsDays } }),
  };
}

/** A live rule in the terms of this project; what does not fit them is kept as text in `other`. */
export function fromLifecycle(live: S3LifecycleRule): LifecycleRule {
  const { ID, Status, Filter, Prefix, Transitions, Expiration, ...rest } = live;
  const { NoncurrentVersionExpiration, AbortIncompleteMultipartUpload, ...unknown } = rest;
  const [transition, ...moreTransitions] = Transitions ?? [];
  const standard = transition?.StorageClass === "STANDARD_IA" && moreTransitions.length === 0;
  const { Prefix: filterPrefix, ...otherFilter } = Filter ?? {};
  const other: Record<string, unknown> = { ...unknown, ...otherFilter };
  if (Status !== "Enabled") other["Status"] = Status;
  if (Transitions !== undefined && Transitions.length > 0 && !standard) other["Transitions"] = Transitions;
  if (Expiration?.Date !== undefined) other["Expiration"] = Expiration;
  if (NoncurrentVersionExpiration?.NewerNoncurrentVersions !== undefined) {
    other["NoncurrentVersionExpiration"] = NoncurrentVersionExpiration;
  }
  const text = JSON.stringify(other);
  return {
    id: ID ?? "",
    prefix: filterPrefix ?? Prefix ?? "",
    ...(standard && transition.Days !== undefined ? { transitionDays: transition.Days } : {}),
    ...(Expiration?.Days === undefined ? {} : { expirationDays: Expiration.Days }),
    ...(NoncurrentVersionExpiration?.NoncurrentDays === undefined
      ? {}
      : { noncurrentExpirationDays: NoncurrentVersionExpiration.NoncurrentDays }),
    ...(AbortIncompleteMultipartUpload?.DaysAfterInitiation === undefined
      ? {}
      : { abortUploadsDays: AbortIncompleteMultipartUpload.DaysAfterInitiation }),
    ...(text === "{}" ? {} : { other: text }),
  };
}
