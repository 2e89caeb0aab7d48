import type { LifecycleRule } from "@aws-sdk/client-s3";
import { refuse } from "../../errors.js";

const INFREQUENT = ["STANDARD_IA", "ONEZONE_IA"];
const CLASSES = [...INFREQUENT, "GLACIER", "GLACIER_IR", "INTELLIGENT_TIERING", "DEEP_ARCHIVE"];
const ACTIONS = [
  "Expiration",
  "Transitions",
  "NoncurrentVersionTransitions",
  "NoncurrentVersionExpiration",
  "AbortIncompleteMultipartUpload",
] as const;

/**
 * Checks lifecycle rules (S3 User Guide, "Lifecycle configuration elements" and "Constraints and considerations for
 * transitions").
 * @throws MalformedXML, InvalidRequest or InvalidArgument
 */
export function checkLifecycleRules(rules: readonly LifecycleRule[]): void {
  if (rules.length < 1 || rules.length > 1000) malformed();
  const ids = new Set<string>();
  for (const rule of rules) {
    checkHead(rule);
    if (rule.ID !== undefined && ids.has(rule.ID)) {
      argument("Rule ID must be unique. Found same ID for more than one rule");
    }
    if (rule.ID) ids.add(rule.ID);
    checkTransitions(rule);
    checkExpiration(rule);
    checkNoncurrent(rule);
  }
}

function checkHead(rule: LifecycleRule): void {
  if ((rule.ID ?? "").length > 255) argument("ID length should not exceed allowed limit of 255");
  if (rule.Status !== "Enabled" && rule.Status !== "Disabled") malformed();
  if (rule.Filter === undefined && rule.Prefix === undefined) malformed();
  if (rule.Filter !== undefined && rule.Prefix !== undefined) malformed();
  const filter = Object.entries(rule.Filter ?? {}).filter(([, value]) => value !== undefined);
  if (filter.length > 1) malformed();
  if (!ACTIONS.some((action) => [rule[action] ?? []].flat().length > 0)) {
    refuse("InvalidRequest", "At least one action needs to be specified in a rule");
  }
  const days = rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation;
  if (rule.AbortIncompleteMultipartUpload && !(Number(days) > 0)) {
    argument("'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer");
  }
}

function checkTransitions(rule: LifecycleRule): void {
  for (const { Days, Date, StorageClass } of rule.Transitions ?? []) {
    if (!CLASSES.includes(StorageClass ?? "")) malformed();
    if ((Days === undefined) === (Date === undefined)) malformed();
    if (Days !== undefined && Days < 0) argument("'Days' for Transition action must be nonnegative");
    if (Days !== undefined && INFREQUENT.includes(StorageClass ?? "") && Days < 30) {
      const text = "'Days' in Transition action must be greater than or equal to 30 for storageClass";
      argument(`${text} '${StorageClass}'`);
    }
  }
}

function checkExpiration(rule: LifecycleRule): void {
  const given = rule.Expiration;
  if (given === undefined) return;
  const ways = [given.Days, given.Date, given.ExpiredObjectDeleteMarker].filter((way) => way !== undefined);
  if (ways.length !== 1) malformed();
  const { Days: days } = given;
  if (days === undefined) return;
  if (days < 1) argument("'Days' for Expiration action must be a positive integer");
  for (const transition of rule.Transitions ?? []) {
    if (transition.Days !== undefined && days <= transition.Days) {
      const where = `for filter '(prefix=${rule.Filter?.Prefix ?? rule.Prefix ?? ""})'`;
      argument(
        `'Days' in the Expiration action ${where} must be greater than 'Days' in the Transition action`,
      );
    }
  }
}

function checkNoncurrent(rule: LifecycleRule): void {
  const expiration = rule.NoncurrentVersionExpiration;
  if (expiration && !(Number(expiration.NoncurrentDays) > 0)) {
    argument("'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer");
  }
  const kept = expiration?.NewerNoncurrentVersions;
  if (kept !== undefined && (kept < 1 || kept > 100)) {
    argument("'NewerNoncurrentVersions' for NoncurrentVersionExpiration action must be from 1 to 100");
  }
  for (const { NoncurrentDays, StorageClass } of rule.NoncurrentVersionTransitions ?? []) {
    if (!CLASSES.includes(StorageClass ?? "")) malformed();
    if (INFREQUENT.includes(StorageClass ?? "") && Number(NoncurrentDays) < 30) {
      const text =
        "'NoncurrentDays' in NoncurrentVersionTransition action must be greater than or equal to 30";
      argument(`${text} for storageClass '${StorageClass}'`);
    }
  }
}

function argument(message: string): never {
  refuse("InvalidArgument", message);
}

function malformed(): never {
  const text = "The XML you provided was not well-formed or did not validate against our published schema";
  refuse("MalformedXML", text);
}
