import { refuse } from "../../errors.js";

const RESERVED_PREFIX = /^(xn--|sthree-|amzn-s3-demo-)/;
const RESERVED_SUFFIX = /(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;

/**
 * Checks a name against the rules for general purpose buckets (S3 User Guide, "Bucket naming rules").
 * @throws InvalidBucketName
 */
export function checkBucketName(name: string): void {
  const valid =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes("..") &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !RESERVED_PREFIX.test(name) &&
    !RESERVED_SUFFIX.test(name);
  if (!valid) refuse("InvalidBucketName", "The specified bucket is not valid.");
}
