import { createHash } from "node:crypto";
import type { Aws } from "../../../aws/aws.js";
import { findLogObjects } from "../../local/find-objects.js";
import { s3Source } from "../../local/s3-source.js";
import type { LogObject } from "../../local/source.js";
import type { EngineQuery } from "../../usage.js";

/** The log objects of a day of delivery, as far as a listing tells them. */
export interface LogDay {
  /** `YYYY-MM-DD`. */
  day: string;
  objects: number;
  /** As stored. */
  bytes: number;
  /** Differs when an object came, went or changed. */
  fingerprint: string;
}

/** Where Bedrock delivers a stack's log: `{prefix}AWSLogs/{account}/BedrockModelInvocationLogs/{region}/`. */
export interface LogPlace {
  bucket: string;
  /** Key prefix, with a slash at its end. */
  prefix: string;
  account: string;
  region: string;
}

/**
 * The log objects of a query's days, by day; days without any are left out. Only keys are listed: about one request an
 * hour of delivery.
 * @param aws lets many reads run at once
 */
export async function logDays(
  aws: Aws,
  { bucket, prefix, account, region }: LogPlace,
  query: EngineQuery,
): Promise<Map<string, LogDay>> {
  const source = s3Source(aws, { bucket, prefix });
  // The way to the log is known, and what lies beside it is no part of the log's table.
  const way: Record<string, string> = {
    "": "AWSLogs/",
    "AWSLogs/": `AWSLogs/${account}/BedrockModelInvocationLogs/${region}/`,
  };
  const list = async (folder: string) => {
    const next = way[folder];
    return next === undefined ? source.list(folder) : { folders: [next], objects: [] };
  };
  const byDay = new Map<string, LogObject[]>();
  for (const object of await findLogObjects({ ...source, list }, query)) {
    const day = /\/(\d{4}\/\d\d\/\d\d)\/\d\d\/[^/]+$/.exec(object.key)?.[1]?.replaceAll("/", "-");
    if (day === undefined) continue;
    const others = byDay.get(day);
    if (others === undefined) byDay.set(day, [object]);
    else others.push(object);
  }
  return new Map([...byDay].map(([day, objects]) => [day, logDay(day, objects)]));
}

/** A day of log objects, which come in the order of their keys. */
function logDay(day: string, objects: readonly LogObject[]): LogDay {
  const hash = createHash("sha256");
  for (const { key, size, etag } of objects) hash.update(`${JSON.stringify([key, size, etag])}\n`);
  return {
    day,
    objects: objects.length,
    bytes: objects.reduce((sum, { size }) => sum + size, 0),
    fingerprint: hash.digest("hex"),
  };
}

/** A day without log objects. */
export function noLogs(day: string): LogDay {
  return logDay(day, []);
}
