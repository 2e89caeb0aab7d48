import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { isDenied } from "../aws/errors.js";
import { namesOf } from "../config/names.js";
import type { Config } from "../config/schema.js";
import type { ErrorCode } from "../error-codes.js";
import { BadInput, KnownError } from "../errors.js";
import { findLogObjects } from "../report/local/find-objects.js";
import { S3_READS_AT_ONCE, bucketAddress, s3Source } from "../report/local/s3-source.js";
import { type LogSource, folderSource } from "../report/local/source.js";
import type { Context } from "./context.js";

/**
 * Where logs and register are read from.
 * @param place the value of `--logs`; without one, the stack's bucket
 * @throws BadInput for a folder that is none
 */
export async function logSource(cx: Context, config: Config, place: string | undefined): Promise<LogSource> {
  const bucket =
    place === undefined ? { bucket: namesOf(config).logsBucket, prefix: "" } : bucketAddress(place);
  if (bucket !== undefined)
    return s3Source(await cx.aws(config.region, { readsAtOnce: S3_READS_AT_ONCE }), bucket);
  const hint = "--logs takes a folder that holds a copy of the logs bucket, or s3://BUCKET/PREFIX";
  // An empty one is a shell variable that was never set.
  if (place === undefined || place === "") throw new BadInput("bad_usage", "--logs names no folder", hint);
  if (/^s3:/i.test(place)) throw new BadInput("bad_usage", `"${place}" names no bucket`, hint);
  const folder = resolve(cx.io.cwd, place);
  const isThere = existsSync(folder);
  if (isThere && statSync(folder).isDirectory()) return folderSource(folder);
  const what = isThere ? `${folder} is a file, not a folder` : `there is no folder ${folder}`;
  throw new BadInput("bad_usage", what, hint);
}

/**
 * Reads from a source.
 * @throws KnownError `stack_missing`, `logs_not_found`, `access_denied`: what is the matter with which bucket or file
 */
export async function readingLogs<T>(
  { name }: LogSource,
  place: string | undefined,
  read: () => Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const { name: kind, message, code = "" } = error as NodeJS.ErrnoException;
    const known = (what: ErrorCode, text: string, hint: string) =>
      new KnownError(what, text, hint, undefined, undefined, { cause: error });
    if (kind === "NoSuchBucket") {
      if (place === undefined) {
        const hint = "run ccb apply first, or name a copy of the logs with --logs";
        throw known("stack_missing", `there is no bucket ${name}`, hint);
      }
      throw known("logs_not_found", `there is no bucket ${name}`, "check the address after --logs");
    }
    if (isDenied(error)) {
      const call = (error as { awsCall?: string }).awsCall ?? "";
      throw known(
        "access_denied",
        `${name} cannot be read: ${call}: ${message}`,
        "reading the logs needs s3:ListBucket on the bucket, s3:GetObject on its objects, and kms:Decrypt where a key of your own encrypts them",
      );
    }
    if (["EACCES", "EPERM"].includes(code))
      throw known(
        "file_error",
        `${name} cannot be read: ${message}`,
        "check the owner and mode of its files",
      );
    throw error;
  }
}

/**
 * A month without calls is a finding; a place without any logs is a mistake.
 * @throws KnownError `no_logs`
 */
export async function requireAnyLogs(source: LogSource): Promise<void> {
  const everything = { month: "", firstFolder: "0000-00-00", lastFolder: "9999-99-99", start: 0, end: 0 };
  const all = await findLogObjects(source, { ...everything, thresholds: [], slots: [], metadataKeys: [] });
  if (all.length > 0) return;
  throw new KnownError(
    "no_logs",
    `there are no invocation logs under ${source.name}`,
    "expected …/AWSLogs/ACCOUNT/BedrockModelInvocationLogs/REGION/YYYY/MM/DD/HH/*.json.gz; logs arrive minutes after a call",
  );
}
