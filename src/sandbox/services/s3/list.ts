import type { _Object } from "@aws-sdk/client-s3";
import type { Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { bucketOf } from "./access.js";
import { commonPrefix, isAfter, pageSize, sortedKeys } from "./keys.js";
import { type ObjectVersionRow, objectsOf } from "./rows.js";
import { isDeleteMarker } from "./versions.js";

/** Listing current objects. */
export const list: Handlers<"s3"> = {
  ListObjectsV2(input, call) {
    const bucket = bucketOf(input, call);
    const { Prefix: prefix = "", Delimiter: delimiter } = input;
    const size = pageSize(input.MaxKeys);
    const after = input.ContinuationToken === undefined ? input.StartAfter : lastOf(input.ContinuationToken);
    const table = objectsOf(call, bucket.name);
    const keys = table.entries().map(([key]) => key);
    // What an earlier page rolled up into a common prefix must not come again.
    const rolledUp =
      after !== undefined && commonPrefix(after, prefix, delimiter) === after ? after : undefined;
    const wanted = (key: string) =>
      after === undefined || (isAfter(key, after) && (rolledUp === undefined || !key.startsWith(rolledUp)));
    const Contents: _Object[] = [];
    const folders = new Set<string>();
    let last: string | undefined;
    let truncated = false;
    for (const key of sortedKeys(keys, prefix, wanted)) {
      const newest = table.get(key)?.versions[0];
      if (newest === undefined || isDeleteMarker(newest)) continue;
      const folder = commonPrefix(key, prefix, delimiter);
      if (folder !== undefined && folders.has(folder)) continue;
      if (Contents.length + folders.size >= size) {
        truncated = size > 0;
        break;
      }
      last = folder ?? key;
      if (folder === undefined) Contents.push(describe(key, newest));
      else folders.add(folder);
    }
    const CommonPrefixes = [...folders].map((Prefix) => ({ Prefix }));
    return {
      Name: bucket.name,
      Prefix: prefix,
      MaxKeys: size,
      KeyCount: Contents.length + folders.size,
      IsTruncated: truncated,
      ...(Contents.length > 0 ? { Contents } : {}),
      ...(CommonPrefixes.length > 0 ? { CommonPrefixes } : {}),
      ...(delimiter === undefined ? {} : { Delimiter: delimiter }),
      ...(input.StartAfter === undefined ? {} : { StartAfter: input.StartAfter }),
      ...(input.ContinuationToken === undefined ? {} : { ContinuationToken: input.ContinuationToken }),
      ...(truncated ? { NextContinuationToken: tokenOf(last ?? "") } : {}),
    };
  },
};

function describe(Key: string, version: ObjectVersionRow): _Object {
  const { etag: ETag, size: Size } = version;
  return { Key, ETag, Size, LastModified: new Date(version.modifiedAt), StorageClass: "STANDARD" };
}

function tokenOf(last: string): string {
  return Buffer.from(JSON.stringify({ last })).toString("base64");
}

function lastOf(token: string): string {
  try {
    const { last } = JSON.parse(Buffer.from(token, "base64").toString("utf8")) as { last?: unknown };
    if (typeof last === "string") return last;
  } catch {
    // Not one of ours: refused below.
  }
  return refuse("InvalidArgument", "The continuation token provided is incorrect");
}
