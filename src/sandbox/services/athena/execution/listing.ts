import type { Call } from "../../../call.js";
import { objectsOf } from "../../s3/rows.js";
import { isDeleteMarker } from "../../s3/versions.js";
import { asS3 } from "./rows.js";

/** An object as a listing shows it. */
export interface ListedObject {
  /** `s3://bucket/key`. */
  path: string;
  /** Name of its bytes. */
  blob: string;
  size: number;
}

/** Bucket and key prefix of a place such as `s3://bucket/folder`; a folder's prefix ends in a slash. */
export function placeOf(location: string): { bucket: string; prefix: string } {
  const [, bucket = "", prefix = ""] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(location) ?? [];
  return { bucket, prefix: prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/` };
}

/** Every object below a place, hidden ones too. */
export function objectsBelow(location: string, call: Call): ListedObject[] {
  const { bucket, prefix } = placeOf(location);
  return objectsOf(asS3(call), bucket)
    .entries()
    .flatMap(([key, { versions }]) => {
      const [newest] = versions;
      if (!key.startsWith(prefix) || newest?.blob === undefined || isDeleteMarker(newest)) return [];
      return [{ path: `s3://${bucket}/${key}`, blob: newest.blob, size: newest.size }];
    });
}

/** The objects that are data: names that begin with a dot or an underscore are hidden from every table. */
export function dataBelow(location: string, call: Call): ListedObject[] {
  return objectsBelow(location, call).filter(({ path }) => !/\/[._][^/]*$/.test(path));
}
