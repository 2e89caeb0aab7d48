import { gzipSync } from "node:zlib";
import type { Wanted } from "../../../src/engine/kind.js";
import type { Aws } from "../../../src/aws/aws.js";
import type { RegisterLine } from "../../../src/register/register.js";
import { athenaUsage } from "../../../src/report/athena/usage.js";
import { engineQuery } from "../../../src/report/query.js";
import { KINDS, compositionOf, wantedOf } from "../../reconcilers/attribution/composition.js";
import { STACK, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";

/** Files below the root of the logs bucket, by key. */
export type Objects = Record<string, Uint8Array>;

/** The day after the month of the samples is over. */
export const NOW = new Date("2026-12-05T12:00:00Z");

/** A simulated account with the attribution phase applied, and these objects in the logs bucket. */
export async function installed(objects: Objects = {}, c = compositionOf(), now = NOW) {
  const account = sandbox({ clock: () => now });
  await reconcile(account.aws, KINDS, wantedOf(c) as Wanted[]);
  await account.aws.call("s3", "CreateBucket", { Bucket: c.names.logsBucket });
  await upload(account.aws, c.names.logsBucket, objects);
  return {
    ...account,
    c,
    usage: (month: string, register: readonly RegisterLine[] = [], options: { signal?: AbortSignal } = {}) =>
      athenaUsage(account.aws, {
        names: c.names,
        stack: STACK,
        query: engineQuery(c.config, month, register),
        now,
        ...options,
      }),
  };
}

async function upload(aws: Aws, Bucket: string, objects: Objects): Promise<void> {
  for (const [Key, Body] of Object.entries(objects)) await aws.call("s3", "PutObject", { Bucket, Key, Body });
}

/** Key of a log object. @param hour `YYYY/MM/DD/HH` of delivery */
export function logKey(hour: string, name: string, project: string = STACK.name): string {
  return `${project}/AWSLogs/${STACK.account}/BedrockModelInvocationLogs/us-east-1/${hour}/${name}.json.gz`;
}

/** An object of records or raw lines. */
export function logObject(lines: readonly (string | object)[]): Buffer {
  return gzipSync(
    lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join(""),
  );
}
