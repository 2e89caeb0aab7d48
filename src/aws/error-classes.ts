import type { ServiceId } from "./services.js";

/** Errors of AWS that mean one thing, told by their name; by their message only where AWS gives them no name of their own. */
interface Errors {
  service: ServiceId | "*";
  names: readonly string[];
  message?: RegExp;
}

/**
 * What an error means for the very same call, made again: `transient`, it soon goes through; `throttling`, the service
 * wants fewer calls; `final`, it never does, whatever the SDK's own list says.
 */
type Meaning = "transient" | "throttling" | "final";

/**
 * An error that means "not yet" rather than "no", and only where a step says so: something made a moment ago is not
 * known everywhere, or is still being changed. It is repeated for so many seconds; after that it is an error.
 */
export interface Propagation extends Errors {
  seconds: number;
}

/** What the one retry layer (retry.ts) knows better than the SDK. The first that fits counts. */
const MEANINGS: readonly (Errors & { means: Meaning })[] = [
  // "Multiple concurrent requests to update the same resource were in conflict", HTTP 400 (CloudWatch Logs API
  // reference): any two changes of one log group or of its filters.
  { service: "logs", names: ["OperationAbortedException"], means: "transient" },
  // "A conflicting conditional operation is currently in progress against this resource. Try again", HTTP 409 (S3 API
  // reference, "List of error codes"): any two changes of one bucket, and conditional writes of one object.
  { service: "s3", names: ["OperationAborted", "ConditionalRequestConflict"], means: "transient" },
  // "The target of the operation is currently being modified by a different request. Try again later" (Organizations
  // API reference, on every operation).
  { service: "organizations", names: ["ConcurrentModificationException"], means: "transient" },
  // "You made too many calls in a short period of time" (Cost Explorer API reference). Everywhere else this name is a
  // full quota, which no repetition makes room in.
  { service: "ce", names: ["LimitExceededException"], means: "throttling" },
  {
    service: "*",
    names: ["LimitExceededException", "LimitExceeded", "ServiceQuotaExceededException"],
    means: "final",
  },
];

/** Everything a step may name as its `propagation`. */
export const PROPAGATION = {
  /** A bucket made a moment ago is not known everywhere: bucket configurations are eventually consistent (S3 User Guide). */
  newBucket: { service: "s3", names: ["NoSuchBucket"], seconds: 120 },
  /**
   * Once versioning has first been enabled, objects written since may answer 404 for up to 15 minutes (S3 User Guide,
   * "Enabling versioning on buckets"). Intermittently, so that a minute of asking again does.
   */
  newObject: { service: "s3", names: ["NoSuchKey"], seconds: 60 },
  /** Bedrock tries a delivery at once, and a role or bucket policy made seconds ago is not everywhere yet. */
  newLoggingRole: {
    service: "bedrock",
    names: ["ValidationException"],
    message: /Failed to validate permissions/i,
    seconds: 120,
  },
  /** Inference profiles conflict with more than a name that is taken (Bedrock API reference, CreateInferenceProfile). */
  profileConflict: { service: "bedrock", names: ["ConflictException"], seconds: 120 },
  /** A guardrail takes one change at a time, each of seconds. */
  busyGuardrail: {
    service: "bedrock",
    names: ["ConflictException", "ValidationException"],
    message: /\b(CREATING|UPDATING|VERSIONING|DELETING)\b|not (yet )?(ready|in READY)/i,
    seconds: 120,
  },
  /**
   * Identity Center works on one change of a permission set at a time, and its conflicts have many wordings: "Could not
   * delete because PermissionSet has ApplicationProfile associated with it" soon after its last assignment went. The
   * API reference (ConflictException) says to try again.
   */
  busyPermissionSet: { service: "sso", names: ["ConflictException"], seconds: 120 },
  /** A role from which everything was taken a moment ago still seems to have it (IAM is eventually consistent). */
  roleInUse: { service: "iam", names: ["DeleteConflictException"], seconds: 60 },
  /** A principal made seconds ago is not known everywhere (IAM User Guide, "Changes that I make are not always immediately visible"). */
  newPrincipal: {
    service: "iam",
    names: ["MalformedPolicyDocumentException"],
    message: /Invalid principal in policy/i,
    seconds: 120,
  },
  /**
   * "AWS Organizations couldn't perform the operation because your organization hasn't finished initializing" (API
   * reference): up to an hour by the book, minutes as a rule.
   */
  newOrganization: { service: "organizations", names: ["FinalizingOrganizationException"], seconds: 240 },
} as const satisfies Record<string, Propagation>;

/** What an error of a service is known to mean; undefined leaves it to the SDK. */
export function meaningOf(service: ServiceId, error: unknown): Meaning | undefined {
  return MEANINGS.find((errors) => isOneOf(errors, service, error))?.means;
}

/** True for an error of a service that is one of these. */
export function isOneOf(errors: Errors, service: ServiceId, error: unknown): boolean {
  const { name, message } = error as Error;
  if (errors.service !== "*" && errors.service !== service) return false;
  return errors.names.includes(name) && errors.message?.test(message) !== false;
}
