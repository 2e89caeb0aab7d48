import type { DeletedObject, _Error } from "@aws-sdk/client-s3";
import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { bucketOf } from "./access.js";
import { type BucketRow, objectsOf } from "./rows.js";
import { addVersion, checkDeleteCondition, isDeleteMarker, newestOf } from "./versions.js";

interface Target {
  Key?: string | undefined;
  VersionId?: string | undefined;
  ifMatch?: string | undefined;
}

/** Deleting objects. Deleting what is not there succeeds. */
export const remove: Handlers<"s3"> = {
  DeleteObject(input, call) {
    const bucket = bucketOf(input, call);
    const { DeleteMarker, VersionId, DeleteMarkerVersionId } = removeOne(call, bucket, {
      ...input,
      ifMatch: input.IfMatch,
    });
    const version = DeleteMarkerVersionId ?? VersionId;
    return {
      ...(DeleteMarker === true ? { DeleteMarker } : {}),
      ...(version === undefined ? {} : { VersionId: version }),
    };
  },

  DeleteObjects(input, call) {
    const bucket = bucketOf(input, call);
    const targets = input.Delete?.Objects ?? [];
    if (targets.length < 1 || targets.length > 1000) {
      const text =
        "The XML you provided was not well-formed or did not validate against our published schema";
      refuse("MalformedXML", text);
    }
    const Deleted: DeletedObject[] = [];
    const Errors: _Error[] = [];
    for (const target of targets) {
      try {
        Deleted.push(removeOne(call, bucket, { ...target, ifMatch: target.ETag }));
      } catch (error) {
        const { name, message } = error as Error;
        Errors.push({ Key: target.Key, VersionId: target.VersionId, Code: name, Message: message });
      }
    }
    const quiet = input.Delete?.Quiet === true;
    return {
      ...(quiet || Deleted.length === 0 ? {} : { Deleted }),
      ...(Errors.length === 0 ? {} : { Errors }),
    };
  },
};

/**
 * Deletes one version, or hides the key: in a versioned bucket a delete without version adds a delete marker.
 */
function removeOne(call: Call, bucket: BucketRow, target: Target): DeletedObject {
  const table = objectsOf(call, bucket.name);
  const key = target.Key ?? "";
  checkDeleteCondition(newestOf(call, bucket.name, key), target.ifMatch);
  if (target.VersionId !== undefined) {
    const versions = table.get(key)?.versions ?? [];
    const gone = versions.find((v) => v.versionId === target.VersionId);
    const kept = versions.filter((v) => v !== gone);
    if (kept.length > 0) table.put(key, { versions: kept });
    else table.delete(key);
    const marker = gone !== undefined && isDeleteMarker(gone);
    return {
      Key: key,
      VersionId: target.VersionId,
      ...(marker ? { DeleteMarker: true, DeleteMarkerVersionId: target.VersionId } : {}),
    };
  }
  if (bucket.versioning === undefined) {
    table.delete(key);
    return { Key: key };
  }
  const marker = addVersion(call, bucket, key, {
    size: 0,
    etag: "",
    contentType: "",
    headers: {},
    metadata: {},
  });
  return { Key: key, DeleteMarker: true, DeleteMarkerVersionId: marker.versionId };
}
