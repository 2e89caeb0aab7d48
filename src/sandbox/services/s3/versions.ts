import type { Call } from "../../call.js";
import { refuse } from "../../errors.js";
import { type BucketRow, type ObjectVersionRow, objectsOf } from "./rows.js";

interface Conditions {
  IfMatch?: string | undefined;
  IfNoneMatch?: string | undefined;
}

/** The newest version of a key; a delete marker counts. */
export function newestOf(call: Call, bucket: string, key: string): ObjectVersionRow | undefined {
  return objectsOf(call, bucket).get(key)?.versions[0];
}

/** True for a version that holds no object but hides the ones below it. */
export function isDeleteMarker(version: ObjectVersionRow): boolean {
  return version.blob === undefined;
}

/**
 * Adds a version on top of a key as the bucket's versioning says: without versioning it takes the place of the only
 * one, suspended it takes the place of the `null` version, enabled it gets an identifier of its own.
 */
export function addVersion(
  call: Call,
  bucket: BucketRow,
  key: string,
  content: Omit<ObjectVersionRow, "versionId" | "modifiedAt">,
): ObjectVersionRow {
  const table = objectsOf(call, bucket.name);
  const versionId = bucket.versioning === "Enabled" ? call.id(32) : "null";
  const version = { ...content, versionId, modifiedAt: call.now.toISOString() };
  const kept = (table.get(key)?.versions ?? []).filter((v) => v.versionId !== versionId);
  table.put(key, { versions: [version, ...kept] });
  return version;
}

/**
 * Conditional writes (S3 User Guide, "How to prevent object overwrites with conditional writes").
 * @throws PreconditionFailed (412), NoSuchKey (404) for If-Match on a key without object
 */
export function checkWriteConditions(current: ObjectVersionRow | undefined, given: Conditions): void {
  const live = current !== undefined && !isDeleteMarker(current);
  if (given.IfNoneMatch !== undefined) {
    if (given.IfNoneMatch !== "*") {
      refuse("NotImplemented", "A header you provided implies functionality that is not implemented", 501);
    }
    if (live) failed();
  }
  if (given.IfMatch === undefined) return;
  if (!live) return refuse("NoSuchKey", "The specified key does not exist.", 404);
  if (!sameTag(current.etag, given.IfMatch)) failed();
}

/**
 * Conditional deletes: If-Match on a missing key is 404, on a delete marker or another entity tag 412 (S3 User Guide,
 * "How to perform conditional deletes").
 */
export function checkDeleteCondition(
  current: ObjectVersionRow | undefined,
  ifMatch: string | undefined,
): void {
  if (ifMatch === undefined) return;
  if (current === undefined) return refuse("NoSuchKey", "The specified key does not exist.", 404);
  if (isDeleteMarker(current)) failed();
  if (ifMatch !== "*" && !sameTag(current.etag, ifMatch)) failed();
}

/** Conditional reads. @throws PreconditionFailed (412) or NotModified (304) */
export function checkReadConditions(version: ObjectVersionRow, given: Conditions): void {
  if (given.IfMatch !== undefined && given.IfMatch !== "*" && !sameTag(version.etag, given.IfMatch)) failed();
  const unwanted = given.IfNoneMatch;
  if (unwanted !== undefined && (unwanted === "*" || sameTag(version.etag, unwanted))) {
    refuse("NotModified", "Not Modified", 304);
  }
}

function sameTag(etag: string, given: string): boolean {
  return etag.replaceAll('"', "") === given.replaceAll('"', "");
}

function failed(): never {
  refuse("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412);
}
