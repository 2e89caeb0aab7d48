import type { ReadContext } from "../../src/engine/kind.js";
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
    const input = { Bucket: place.bucket, Key: place.objectKey, ExpectedBucketOwner: cx.stack.account };
    const answer = await orUndefined(cx.aws.call("s3", "GetObject", input), ABSENT);
    const text = (await answer?.Body?.transformToString()) ?? "";
    return { text, lines: parseRegister(text), ...(answer?.ETag === undefined ? {} : { etag: answer.ETag }) };
  });
}
