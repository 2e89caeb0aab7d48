import { gzipSync } from "node:zlib";
import type { Wanted } from "../../../src/engine/kind.js";
import type { Aws } from "../../../src/aws/aws.js";
import type { RegisterLine } from "../../../src/register/register.js";
import type { QueryOptions } from "../../../src/report/athena/run-query.js";
import { rolledUpUsage } from "../../../src/report/athena/roll-up/usage.js";
import { athenaUsage } from "../../../src/report/athena/usage.js";
import { engineQuery } from "../../../src/report/query.js";
import { type Dimension, metadataKeysOf } from "../../../src/report/report-types.js";
import { KINDS, compositionOf, wantedOf } from "../../reconcilers/attribution/composition.js";
import { STACK, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";

/** Files below the root of the logs bucket, by key. */
export type Objects = Record<string, Uint8Array>;

/** The day after the month of the samples is over. */
export const NOW = new Date("2026-12-05T12:00:00Z");

/**
 * A simulated account with the attribution phase applied, and these objects in the logs bucket. Its clock, which is
 * the reports' too, moves by a millisecond a report, and as tests want.
 */
export async function installed(objects: Objects = {}, c = compositionOf(), now = NOW) {
  const clock = { now };
  const account = sandbox({ clock: () => clock.now });
  await reconcile(account.aws, KINDS, wantedOf(c) as Wanted[]);
  await account.aws.call("s3", "CreateBucket", { Bucket: c.names.logsBucket });
  await upload(account.aws, c.names.logsBucket, objects);
  const inputOf = (month: string, register: readonly RegisterLine[], groupBy: readonly Dimension[] = []) => {
    // Two reports never begin at the same time.
    clock.now = new Date(clock.now.getTime() + 1);
    return {
      names: c.names,
      stack: c.stack,
      query: engineQuery(c.config, month, register, metadataKeysOf(groupBy)),
      now: clock.now,
    };
  };
  return {
    ...account,
    c,
    clock,
    upload: (more: Objects) => upload(account.aws, c.names.logsBucket, more),
    usage: (
      month: string,
      register: readonly RegisterLine[] = [],
      { groupBy, ...options }: { signal?: AbortSignal; groupBy?: readonly Dimension[] } = {},
    ) => athenaUsage(account.aws, { ...inputOf(month, register, groupBy), ...options }),
    /** Through the roll-up; with what it said, by way of another client of the account if one is given. */
    rolledUp: async (month: string, options: RolledUpOptions = {}) => {
      const { register = [], groupBy, aws = account.aws, ...others } = options;
      const said: string[] = [];
      const usage = await rolledUpUsage(aws, {
        ...inputOf(month, register, groupBy),
        cutoff: c.config.attribution.athena.bytesScannedCutoff,
        expirationDays: c.config.logging.expirationDays,
        refresh: false,
        say: (text) => said.push(text),
        ...others,
      });
      return { ...usage, said };
    },
  };
}

interface RolledUpOptions {
  expirationDays?: number;
  register?: readonly RegisterLine[];
  groupBy?: readonly Dimension[];
  refresh?: boolean;
  signal?: AbortSignal;
  onProgress?: QueryOptions["onProgress"];
  aws?: Aws;
}

async function upload(aws: Aws, Bucket: string, objects: Objects): Promise<void> {
  for (const [Key, Body] of Object.entries(objects)) await aws.call("s3", "PutObject", { Bucket, Key, Body });
}

/** Key of a log object. @param hour `YYYY/MM/DD/HH` of delivery */
export function logKey(
  hour: string,
  name: string,
  project: string = STACK.name,
  region: string = STACK.region,
): string {
  return `${project}/AWSLogs/${STACK.account}/BedrockModelInvocationLogs/${region}/${hour}/${name}.json.gz`;
}

/** An object of records or raw lines. */
export function logObject(lines: readonly (string | object)[]): Buffer {
  return gzipSync(
    lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join(""),
  );
}
