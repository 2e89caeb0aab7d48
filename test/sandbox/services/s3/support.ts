import type { Aws } from "../../../../src/aws/aws.js";
import { sandbox } from "../../../support/sandbox.js";

/** A sandbox with one bucket in it. */
export async function withBucket(versioned = false) {
  const box = sandbox();
  const Bucket = "acme-logs";
  await box.aws.call("s3", "CreateBucket", { Bucket });
  if (versioned) await setVersioning(box.aws, Bucket, "Enabled");
  const put = (Key: string, Body = "x") => box.aws.call("s3", "PutObject", { Bucket, Key, Body });
  return { ...box, Bucket, put };
}

export async function setVersioning(aws: Aws, Bucket: string, Status: "Enabled" | "Suspended") {
  await aws.call("s3", "PutBucketVersioning", { Bucket, VersioningConfiguration: { Status } });
}

/** Text of an object. */
export async function textOf(aws: Aws, Bucket: string, Key: string, VersionId?: string) {
  const { Body } = await aws.call("s3", "GetObject", { Bucket, Key, VersionId });
  return Body?.transformToString();
}

/** Name and HTTP status of the error a promise is rejected with. */
export async function answerOf(
  promise: Promise<unknown>,
): Promise<[name: string, status: number | undefined]> {
  try {
    await promise;
  } catch (error) {
    const { name, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return [name, $metadata?.httpStatusCode];
  }
  throw new Error("expected a refusal, but the call succeeded");
}
