import type { DeleteMarkerEntry, ObjectVersion } from "@aws-sdk/client-s3";
import type { Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { bucketOf } from "./access.js";
import { commonPrefix, isAfter, pageSize, sortedKeys } from "./keys.js";
import { type ObjectVersionRow, objectsOf } from "./rows.js";
import { isDeleteMarker } from "./versions.js";

/** Listing every version and delete marker: keys in byte order, the newest version of a key first. */
export const listVersions: Handlers<"s3"> = {
  ListObjectVersions(input, call) {
    const bucket = bucketOf(input, call);
    const {
      Prefix: prefix = "",
      Delimiter: delimiter,
      KeyMarker: marker,
      VersionIdMarker: versionMarker,
    } = input;
    if (versionMarker !== undefined && marker === undefined) {
      refuse("InvalidArgument", "A version-id marker cannot be specified without a key marker.");
    }
    const size = pageSize(input.MaxKeys);
    const table = objectsOf(call, bucket.name);
    const keys = table.entries().map(([key]) => key);
    const rolledUp =
      marker !== undefined && commonPrefix(marker, prefix, delimiter) === marker ? marker : undefined;
    const wanted = (key: string) =>
      marker === undefined ||
      (isAfter(key, marker) && (rolledUp === undefined || !key.startsWith(rolledUp))) ||
      (key === marker && versionMarker !== undefined);
    const Versions: ObjectVersion[] = [];
    const DeleteMarkers: DeleteMarkerEntry[] = [];
    const folders = new Set<string>();
    let last: { key: string; version?: string } = { key: "" };
    let truncated = false;
    scan: for (const key of sortedKeys(keys, prefix, wanted)) {
      const folder = commonPrefix(key, prefix, delimiter);
      if (folder !== undefined && folders.has(folder)) continue;
      const versions = table.get(key)?.versions ?? [];
      const skip = key === marker ? versions.findIndex((v) => v.versionId === versionMarker) + 1 : 0;
      const rows = folder === undefined ? versions.slice(skip) : versions.slice(0, 1);
      for (const [index, version] of rows.entries()) {
        if (Versions.length + DeleteMarkers.length + folders.size >= size) {
          truncated = size > 0;
          break scan;
        }
        last = folder === undefined ? { key, version: version.versionId } : { key: folder };
        if (folder !== undefined) folders.add(folder);
        else if (isDeleteMarker(version)) DeleteMarkers.push(entry(key, version, skip + index === 0));
        else
          Versions.push({
            ...entry(key, version, skip + index === 0),
            ETag: version.etag,
            Size: version.size,
          });
      }
    }
    const CommonPrefixes = [...folders].map((Prefix) => ({ Prefix }));
    return {
      Name: bucket.name,
      Prefix: prefix,
      MaxKeys: size,
      IsTruncated: truncated,
      KeyMarker: marker ?? "",
      VersionIdMarker: versionMarker ?? "",
      ...(Versions.length > 0 ? { Versions } : {}),
      ...(DeleteMarkers.length > 0 ? { DeleteMarkers } : {}),
      ...(CommonPrefixes.length > 0 ? { CommonPrefixes } : {}),
      ...(truncated ? { NextKeyMarker: last.key } : {}),
      ...(truncated && last.version !== undefined ? { NextVersionIdMarker: last.version } : {}),
    };
  },
};

function entry(Key: string, version: ObjectVersionRow, IsLatest: boolean) {
  return { Key, VersionId: version.versionId, IsLatest, LastModified: new Date(version.modifiedAt) };
}
