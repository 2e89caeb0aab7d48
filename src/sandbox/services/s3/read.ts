import { Readable } from "node:stream";
import { sdkStreamMixin } from "@smithy/util-stream";
import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkCallersUse } from "../kms/use.js";
import { asHead, bucketOf } from "./access.js";
import { cutRange } from "./range.js";
import { type BucketRow, type ObjectVersionRow, objectsOf } from "./rows.js";
import { checkReadConditions, isDeleteMarker } from "./versions.js";

/** Reading objects. */
export const read: Handlers<"s3"> = {
  GetObject(input, call) {
    const bucket = bucketOf(input, call);
    const version = readVersion(call, bucket, input.Key ?? "", input.VersionId);
    checkReadConditions(version, input);
    checkCallersUse(version.kmsKey, "kms:Decrypt", call);
    const bytes = call.blobs.get(version.blob ?? "");
    const range = cutRange(input.Range, bytes.length);
    const part = range === undefined ? bytes : bytes.subarray(range.from, range.to + 1);
    return {
      ...describe(bucket, version),
      Body: sdkStreamMixin(Readable.from(part.length === 0 ? [] : [part], { objectMode: false })),
      ContentLength: part.length,
      ...(range === undefined ? {} : { ContentRange: `bytes ${range.from}-${range.to}/${bytes.length}` }),
    };
  },

  HeadObject(input, call) {
    return asHead(() => {
      const bucket = bucketOf(input, call);
      const version = readVersion(call, bucket, input.Key ?? "", input.VersionId);
      checkReadConditions(version, input);
      checkCallersUse(version.kmsKey, "kms:Decrypt", call);
      return { ...describe(bucket, version), ContentLength: version.size };
    });
  },
};

/**
 * The object a read is about.
 * @param versionId the newest version when undefined
 * @throws NoSuchKey, NoSuchVersion, MethodNotAllowed for a delete marker asked for by its identifier
 */
export function readVersion(
  call: Call,
  bucket: BucketRow,
  key: string,
  versionId: string | undefined,
): ObjectVersionRow {
  const versions = objectsOf(call, bucket.name).get(key)?.versions ?? [];
  if (versionId === undefined) {
    const [newest] = versions;
    if (newest !== undefined && !isDeleteMarker(newest)) return newest;
    return refuse("NoSuchKey", "The specified key does not exist.", 404);
  }
  const version = versions.find((v) => v.versionId === versionId);
  if (version === undefined) return refuse("NoSuchVersion", "The specified version does not exist.", 404);
  if (isDeleteMarker(version)) {
    refuse("MethodNotAllowed", "The specified method is not allowed against this resource.", 405);
  }
  return version;
}

function describe(bucket: BucketRow, version: ObjectVersionRow) {
  return {
    AcceptRanges: "bytes",
    ETag: version.etag,
    LastModified: seconds(version.modifiedAt),
    ContentType: version.contentType,
    Metadata: { ...version.metadata },
    ...encryptionOf(version),
    ...version.headers,
    ...(bucket.versioning === undefined ? {} : { VersionId: version.versionId }),
  };
}

/** How a version is encrypted, as answers say it. */
export function encryptionOf({ kmsKey }: ObjectVersionRow) {
  if (kmsKey === undefined) return { ServerSideEncryption: "AES256" as const };
  return { ServerSideEncryption: "aws:kms" as const, SSEKMSKeyId: kmsKey };
}

/** The Last-Modified header has whole seconds. */
function seconds(time: string): Date {
  return new Date(Math.floor(Date.parse(time) / 1000) * 1000);
}
