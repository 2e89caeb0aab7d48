import type { ReadContext } from "../../src/engine/kind.js";
import { PROPAGATION } from "../../src/aws/error-classes.js";
import { KnownError } from "../../src/errors.js";
import { pausesWithin } from "../../src/pauses.js";
import { type RegisterLine, parseRegister } from "../../src/register/register.js";
import { orUndefined } from "../absent.js";

export interface Register {
  /** The object as it is; empty when there is none. */
  text: string;
  lines: RegisterLine[];
  /** Entity tag of the object, for conditional writes. */
  etag?: string;
}

/** Nothing there, or a bucket of another region: that one is not the stack's, and reading the bucket itself says so. */
const ABSENT = ["NoSuchKey", "NoSuchBucket", "PermanentRedirect", "IllegalLocationConstraintException"];

/** Bucket and key of the register, known from the wanted register; the bucket may not exist yet. */
export function readRegister(cx: ReadContext): Promise<Register> {
  const place = cx.wanted.find((want) => want.kind === "profile-register")?.spec as
    | { bucket: string; objectKey: string }
    | undefined;
  return cx.once("profile-register", async () => {
    if (place === undefined) return { text: "", lines: [] };
    const answer = await getObject(cx, place.bucket, place.objectKey);
    const text = (await answer?.Body?.transformToString()) ?? "";
    return { text, lines: parseRegister(text), ...(answer?.ETag === undefined ? {} : { etag: answer.ETag }) };
  });
}

/**
 * The register, or undefined when there is none. In the minutes after versioning was enabled an object may answer 404
 * although it is there: the history must not look empty then, so the list of objects has a word too.
 */
async function getObject(cx: ReadContext, Bucket: string, Key: string) {
  const owner = { Bucket, ExpectedBucketOwner: cx.stack.account };
  const pauses = pausesWithin(PROPAGATION.newObject.seconds, cx.aws.delayScale);
  do {
    const answer = await orUndefined(cx.aws.call("s3", "GetObject", { ...owner, Key }), ABSENT);
    if (answer !== undefined) return answer;
    const listing = cx.aws.call("s3", "ListObjectsV2", { ...owner, Prefix: Key, MaxKeys: 1 });
    const listed = (await orUndefined(listing, ABSENT))?.Contents ?? [];
    if (!listed.some((object) => object.Key === Key)) return undefined;
  } while (await pauses());
  throw new KnownError(
    "register_hidden",
    `s3://${Bucket}/${Key} is listed, but S3 does not hand it out`,
    "S3 does so for some minutes after versioning of a bucket was enabled: run the command again later",
  );
}
