import type { _Object as S3Object } from "@aws-sdk/client-s3";
import type { Aws } from "../../aws/aws.js";
import type { Level, LogObject, LogSource } from "./source.js";

/** Reads under way at once: an object takes some 40 ms to come, and most of that is waiting. */
export const S3_READS_AT_ONCE = 48;

/** A bucket and the prefix under which the logs lie. */
export interface BucketAddress {
  bucket: string;
  /** Empty, or with a slash at its end. */
  prefix: string;
}

/** Reads `s3://bucket/prefix`; undefined for anything else. */
export function bucketAddress(text: string): BucketAddress | undefined {
  const parts = /^s3:\/\/([^/]+)\/*(.*?)\/*$/.exec(text);
  if (parts === null) return undefined;
  const [, bucket = "", path = ""] = parts;
  return { bucket, prefix: path === "" ? "" : `${path}/` };
}

/**
 * Logs in a bucket.
 * @param aws lets this many reads run at once, or fewer, and in the bucket's region
 */
export function s3Source(
  aws: Pick<Aws, "call" | "pages">,
  { bucket, prefix: root }: BucketAddress,
): LogSource {
  const objectOf = ({ Key = "", Size = 0, ETag = "" }: S3Object): LogObject => {
    return { key: Key.slice(root.length), size: Size, etag: ETag };
  };
  return {
    name: `s3://${bucket}/${root}`,
    readsAtOnce: S3_READS_AT_ONCE,
    list: async (prefix) => {
      const input = { Bucket: bucket, Prefix: root + prefix, Delimiter: "/" };
      const pages = await aws.pages("s3", "ListObjectsV2", input);
      const level: Level = { folders: [], objects: [] };
      for (const { CommonPrefixes = [], Contents = [] } of pages) {
        for (const { Prefix = "" } of CommonPrefixes) level.folders.push(Prefix.slice(root.length));
        level.objects.push(...Contents.map(objectOf));
      }
      return level;
    },
    listBelow: async (prefix) => {
      const input = { Bucket: bucket, Prefix: root + prefix };
      const { Contents = [], IsTruncated } = await aws.call("s3", "ListObjectsV2", input);
      return IsTruncated === true ? undefined : Contents.map(objectOf);
    },
    read: async (key) => {
      const above = key.startsWith("../");
      if (above && root === "") return undefined;
      const path = above ? root.replace(/[^/]*\/$/, "") + key.slice(3) : root + key;
      try {
        const { Body } = await aws.call("s3", "GetObject", { Bucket: bucket, Key: path });
        return Body === undefined ? undefined : Buffer.from(await Body.transformToByteArray());
      } catch (error) {
        if ((error as Error).name === "NoSuchKey") return undefined;
        throw error;
      }
    },
  };
}
