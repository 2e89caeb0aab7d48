import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { type SeedCall, idPrefix } from "./calls.js";
import { type RecordOptions, recordOf } from "./record.js";
import { Random } from "./random.js";

/** An object of the logs bucket. */
export interface SeedObject {
  key: string;
  bytes: Buffer;
  /** Milliseconds since 1970 UTC; the folder is this hour. */
  deliveredAt: number;
  /** Whose records are in it; none for a body under `data/`. */
  calls: readonly SeedCall[];
}

interface Batch {
  deliveredAt: number;
  calls: SeedCall[];
}

interface ObjectOptions extends Pick<RecordOptions, "stack" | "deliverText"> {
  month: string;
  bucket: string;
  /** `{p}/AWSLogs/ACCT/BedrockModelInvocationLogs/REGION` */
  root: string;
}

const HOUR = 3_600_000;
const MINUTE = 60_000;
/** What comes in during the last minutes of an hour is delivered in the next one, and so in its folder. */
const LATE_MINUTES = 10;
const RECORDS_AN_OBJECT = 500;
/** Every so many records one is delivered a second time. */
const COPY_EVERY = 199;

/** True for an object that a seeding of this month wrote, whatever its folder. */
export function isSeeded(key: string, month: string): boolean {
  const name = key.slice(key.lastIndexOf("/") + 1);
  return name.includes(`_${markOf(month)}`) || (key.includes("/data/") && name.startsWith(idPrefix(month)));
}

/** The hexadecimal part of an object's name starts like this. */
function markOf(month: string): string {
  return `5eed${month.replace("-", "")}`;
}

/**
 * The log objects that hold these calls, by delivery. Bodies come right before the object whose records name them.
 * @param calls by time
 */
export function* seedObjects(calls: readonly SeedCall[], options: ObjectOptions): Generator<SeedObject> {
  for (const { deliveredAt, calls: some } of batches(calls)) {
    const stamp = new Date(deliveredAt).toISOString();
    const folder = `${options.root}/${stamp.slice(0, 13).replace(/[-T]/g, "/")}`;
    const lines: string[] = [];
    for (const call of some) {
      const { record, offloaded } = recordOf(call, {
        ...options,
        folder: `s3://${options.bucket}/${folder}`,
      });
      lines.push(`${JSON.stringify(record)}\n`);
      if (offloaded === undefined) continue;
      const key = `${folder}/data/${offloaded.requestId}_input.json.gz`;
      yield { key, bytes: gzipSync(JSON.stringify(offloaded.body)), deliveredAt, calls: [] };
    }
    const text = lines.join("");
    const mark = markOf(options.month) + createHash("sha256").update(text).digest("hex").slice(0, 6);
    const key = `${folder}/${stamp.replace(/[-:.]/g, "")}_${mark}.json.gz`;
    yield { key, bytes: gzipSync(text), deliveredAt, calls: some };
  }
}

/** Calls by the hour of their delivery, not too many at once; some come again with the next batch. */
function batches(calls: readonly SeedCall[]): Batch[] {
  const result: Batch[] = [];
  let again: SeedCall[] = [];
  let hour = -1;
  calls.forEach((call, i) => {
    const due = Math.floor((call.at + LATE_MINUTES * MINUTE) / HOUR) * HOUR;
    let batch = due === hour ? result.at(-1) : undefined;
    if (batch === undefined || batch.calls.length >= RECORDS_AN_OBJECT) {
      // Parts of one hour are delivered one right after the other.
      const deliveredAt = batch === undefined ? deliveryIn(due) : batch.deliveredAt + 17;
      batch = { deliveredAt, calls: again };
      again = [];
      hour = due;
      result.push(batch);
    }
    batch.calls.push(call);
    if (i % COPY_EVERY === 7) again.push(call);
  });
  return result;
}

/** An instant in the last minutes of an hour. */
function deliveryIn(hour: number): number {
  const random = new Random(`delivery ${hour}`);
  const minutes = 60 - LATE_MINUTES + random.whole(1, LATE_MINUTES - 3);
  return hour + minutes * MINUTE + random.whole(0, 59_999);
}
