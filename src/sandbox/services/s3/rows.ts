import type {
  LifecycleRule,
  OwnershipControls,
  PublicAccessBlockConfiguration,
  ServerSideEncryptionConfiguration,
  TransitionDefaultMinimumObjectSize,
} from "@aws-sdk/client-s3";
import type { Call, Table } from "../../call.js";
import type { Tag } from "../../validate.js";

/** A bucket; table `buckets`, shared by all regions, by name. */
export interface BucketRow {
  name: string;
  region: string;
  createdAt: string;
  tags: Tag[];
  versioning?: "Enabled" | "Suspended";
  encryption: ServerSideEncryptionConfiguration;
  publicAccessBlock?: PublicAccessBlockConfiguration;
  ownership?: OwnershipControls;
  /** JSON text. */
  policy?: string;
  lifecycle?: { rules: LifecycleRule[]; minimumObjectSize: TransitionDefaultMinimumObjectSize };
}

/** One version of an object, or a delete marker when `blob` is missing. */
export interface ObjectVersionRow {
  /** `null` for what was written without versioning. */
  versionId: string;
  modifiedAt: string;
  blob?: string;
  size: number;
  /** With its quotes. */
  etag: string;
  contentType: string;
  headers: {
    CacheControl?: string;
    ContentEncoding?: string;
    ContentDisposition?: string;
    ContentLanguage?: string;
  };
  metadata: Record<string, string>;
  /** The KMS key it is encrypted with, if any. */
  kmsKey?: string;
}

/** All versions of one key, newest first; table `objects/<bucket>`, shared by all regions, by key. */
export interface ObjectRow {
  versions: ObjectVersionRow[];
}

/** The KMS key that new objects of a bucket are encrypted with; AWS's own (`alias/aws/s3`) is open to everybody. */
export function bucketKey({ encryption }: BucketRow): string | undefined {
  const key = encryption.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID;
  return key?.startsWith("alias/aws/") === true ? undefined : key;
}

export function bucketsOf(call: Call): Table<BucketRow> {
  return call.global("buckets");
}

export function objectsOf(call: Call, bucket: string): Table<ObjectRow> {
  return call.global(`objects/${bucket}`);
}
