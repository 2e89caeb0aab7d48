import { createHash } from "node:crypto";
import type { Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkCallersUse } from "../kms/use.js";
import { bucketOf } from "./access.js";
import { encryptionOf, readVersion } from "./read.js";
import { type ObjectVersionRow, bucketKey } from "./rows.js";
import { addVersion, checkWriteConditions, newestOf } from "./versions.js";

/** Writing objects. */
export const write: Handlers<"s3"> = {
  PutObject(input, call) {
    const bucket = bucketOf(input, call);
    const key = checkKey(input.Key);
    checkWriteConditions(newestOf(call, bucket.name, key), input);
    const { CacheControl, ContentEncoding, ContentDisposition, ContentLanguage } = input;
    // The middleware hands bodies over as bytes, whatever the caller gave.
    const bytes = (input.Body as Uint8Array | undefined) ?? new Uint8Array();
    const kmsKey = bucketKey(bucket);
    checkCallersUse(kmsKey, "kms:GenerateDataKey", call);
    const version = addVersion(call, bucket, key, {
      blob: call.blobs.put(bytes),
      size: bytes.length,
      // Of what is encrypted with a KMS key the entity tag is no digest of the content.
      etag: entityTag(kmsKey === undefined ? bytes : call.id(16)),
      ...(kmsKey === undefined ? {} : { kmsKey }),
      contentType: input.ContentType ?? "application/octet-stream",
      headers: dropUndefined({ CacheControl, ContentEncoding, ContentDisposition, ContentLanguage }),
      metadata: lowerCased(input.Metadata ?? {}),
    });
    return { ETag: version.etag, ...encryptionOf(version), ...versionMember(version) };
  },

  CopyObject(input, call) {
    const bucket = bucketOf(input, call);
    const key = checkKey(input.Key);
    const source = /^\/?([^/]+)\/([^?]+)(?:\?versionId=(.+))?$/.exec(input.CopySource ?? "");
    if (source === null) return refuse("InvalidArgument", "Invalid copy source object key");
    const from = bucketOf({ Bucket: source[1] }, call);
    const found = readVersion(call, from, decodeURIComponent(source[2] ?? ""), source[3]);
    checkWriteConditions(newestOf(call, bucket.name, key), input);
    const kmsKey = bucketKey(bucket);
    checkCallersUse(found.kmsKey, "kms:Decrypt", call);
    checkCallersUse(kmsKey, "kms:GenerateDataKey", call);
    const { versionId: _old, modifiedAt: _then, kmsKey: _key, ...content } = found;
    const replaced = input.MetadataDirective === "REPLACE";
    const version = addVersion(call, bucket, key, {
      ...content,
      ...(kmsKey === undefined ? {} : { kmsKey, etag: entityTag(call.id(16)) }),
      ...(replaced ? { metadata: lowerCased(input.Metadata ?? {}) } : {}),
      ...(replaced && input.ContentType ? { contentType: input.ContentType } : {}),
    });
    return {
      CopyObjectResult: { ETag: version.etag, LastModified: new Date(version.modifiedAt) },
      ...encryptionOf(version),
      ...versionMember(version),
    };
  },
};

function entityTag(content: Uint8Array | string): string {
  return `"${createHash("md5").update(content).digest("hex")}"`;
}

/** S3 names a version in answers only once versioning has been switched on. */
function versionMember(version: ObjectVersionRow): { VersionId?: string } {
  return version.versionId === "null" ? {} : { VersionId: version.versionId };
}

function checkKey(key: string | undefined): string {
  if (key === undefined || key === "") return refuse("InvalidArgument", "The object key must not be empty");
  if (Buffer.byteLength(key) > 1024) refuse("KeyTooLongError", "Your key is too long");
  return key;
}

/** User metadata travels as HTTP headers, whose names have no case. */
function lowerCased(metadata: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), value]));
}

function dropUndefined(headers: Record<string, string | undefined>): ObjectVersionRow["headers"] {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
}
