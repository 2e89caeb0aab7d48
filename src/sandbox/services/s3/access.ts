import type { Call } from "../../call.js";
import { refuse, serviceError } from "../../errors.js";
import { type BucketRow, bucketsOf } from "./rows.js";

/** Buckets whose name starts like this belong to somebody else. */
const SOMEBODY_ELSES = "taken-";

interface BucketInput {
  Bucket?: string | undefined;
  ExpectedBucketOwner?: string | undefined;
}

/** True for a bucket name that another account holds. */
export function isForeign(name: string): boolean {
  return name.startsWith(SOMEBODY_ELSES);
}

/**
 * The bucket a request is about, if the caller may reach it from the region it addressed.
 * @throws NoSuchBucket, AccessDenied, PermanentRedirect
 */
export function bucketOf(input: BucketInput, call: Call): BucketRow {
  const name = input.Bucket ?? "";
  if (isForeign(name)) refuse("AccessDenied", "Access Denied", 403);
  const bucket = bucketsOf(call).get(name);
  if (bucket === undefined) return refuse("NoSuchBucket", "The specified bucket does not exist", 404);
  if (input.ExpectedBucketOwner !== undefined && input.ExpectedBucketOwner !== call.account) {
    refuse("AccessDenied", "Access Denied", 403);
  }
  if (bucket.region !== call.region) throw redirect(bucket.region);
  return bucket;
}

/** The answer of every region but the bucket's own; the header says which that is. */
function redirect(region: string): Error {
  const error = serviceError(
    "PermanentRedirect",
    "The bucket you are attempting to access must be addressed using the specified endpoint. " +
      "Please send all future requests to this endpoint.",
    301,
  );
  return Object.assign(error, {
    $response: { statusCode: 301, headers: { "x-amz-bucket-region": region } },
  });
}

/**
 * Answers of HEAD requests have no body, so the SDK knows the status only: 404 becomes `NotFound`, any other error
 * keeps its status under the name given here.
 */
export function asHead<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    if (status === 404) refuse("NotFound", "NotFound", 404);
    if (status === 403) refuse("Forbidden", "Forbidden", 403);
    throw error;
  }
}

/** The ARN of a bucket. */
export function bucketArn(call: Call, name: string): string {
  return `arn:${call.partition}:s3:::${name}`;
}
