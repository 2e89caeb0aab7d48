import type { LifecycleRule as S3LifecycleRule, Transition } from "@aws-sdk/client-s3";

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
  const { ID, Status, Filter, Prefix, Transitions, Expiration, ...more } = live;
  const { NoncurrentVersionExpiration, AbortIncompleteMultipartUpload, ...unknown } = more;
  const { Prefix: filterPrefix, ...filter } = Filter ?? {};
  const { Days: expirationDays, ...expiration } = Expiration ?? {};
  const { NoncurrentDays, ...noncurrent } = NoncurrentVersionExpiration ?? {};
  const transitionDays = standardTransition(Transitions ?? []);
  const other = {
    ...unknown,
    ...(Status === "Enabled" ? {} : { Status }),
    ...named("Filter", filter),
    ...named("Expiration", expiration),
    ...named("NoncurrentVersionExpiration", noncurrent),
    ...(transitionDays === undefined ? named("Transitions", Transitions ?? []) : {}),
  };
  const text = JSON.stringify(other);
  const days: Omit<LifecycleRule, "id" | "prefix" | "other"> = {
    transitionDays,
    expirationDays,
    noncurrentExpirationDays: NoncurrentDays,
    abortUploadsDays: AbortIncompleteMultipartUpload?.DaysAfterInitiation,
  };
  return {
    id: ID ?? "",
    prefix: filterPrefix ?? Prefix ?? "",
    ...Object.fromEntries(Object.entries(days).filter(([, value]) => value !== undefined)),
    ...(text === "{}" ? {} : { other: text }),
  };
}

/** Days of a rule's only transition, when that is one after a number of days to STANDARD_IA. */
function standardTransition(transitions: readonly Transition[]): number | undefined {
  const [first, ...others] = transitions;
  const { Days, StorageClass, ...unknown } = first ?? {};
  const standard = StorageClass === "STANDARD_IA" && isEmpty(unknown) && others.length === 0;
  return standard ? Days : undefined;
}

function named(name: string, value: object): Record<string, object> {
  return isEmpty(value) ? {} : { [name]: value };
}

function isEmpty(value: object): boolean {
  return Object.values(value).every((member) => member === undefined);
}
