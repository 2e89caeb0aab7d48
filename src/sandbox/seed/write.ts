import type { Aws } from "../../aws/aws.js";
import type { SeedCall } from "./calls.js";
import { monthSpan } from "./calendar.js";
import { type SeedObject, isSeeded, seedObjects } from "./objects.js";

/** What the bucket holds of a seeded month. */
export interface Seeded {
  /** Calls so far; copies of a record are no calls. */
  calls: number;
  /** Log objects; bodies under `data/` do not count. */
  objects: number;
  /** Of the log objects, as stored. */
  bytes: number;
}

type Target = Parameters<typeof seedObjects>[1];

/**
 * Makes the bucket hold these calls' log objects as far as they are delivered by now. What is there already stays
 * untouched, and what an earlier seeding of the month left besides is removed.
 * @param calls of `target.month`, by time
 */
export async function writeSeed(
  aws: Aws,
  calls: readonly SeedCall[],
  target: Target,
  now: Date,
): Promise<Seeded> {
  const before = await existing(aws, target);
  const wanted = new Set<string>();
  const seen = new Set<SeedCall>();
  const sum = { calls: 0, objects: 0, bytes: 0 };
  const writes: Promise<unknown>[] = [];
  for (const object of seedObjects(calls, target)) {
    if (object.deliveredAt > now.getTime()) break;
    wanted.add(object.key);
    if (object.calls.length > 0) {
      for (const call of object.calls) seen.add(call);
      sum.objects += 1;
      sum.bytes += object.bytes.length;
    }
    if (!before.has(object.key)) writes.push(put(aws, target, object));
    // Bodies of a large seeding need not all be in memory at once.
    if (writes.length >= 64) await Promise.all(writes.splice(0));
  }
  await Promise.all(writes);
  await remove(
    aws,
    target,
    [...before].filter((key) => !wanted.has(key)),
  );
  return { ...sum, calls: seen.size };
}

function put(aws: Aws, target: Target, { key: Key, bytes: Body }: SeedObject): Promise<unknown> {
  const ContentType = "application/gzip";
  return aws.call("s3", "PutObject", {
    ...{ Bucket: target.bucket, Key, Body, ContentType, ExpectedBucketOwner: target.stack.account },
  });
}

/** Keys that seedings of the month have written: its folders and the first of the next month. */
async function existing(aws: Aws, { bucket, root, month, stack }: Target): Promise<Set<string>> {
  const next = new Date(monthSpan(month).end).toISOString();
  const prefixes = [
    `${root}/${month.replace("-", "/")}/`,
    `${root}/${next.slice(0, 10).replaceAll("-", "/")}/00/`,
  ];
  const keys = new Set<string>();
  for (const Prefix of prefixes) {
    const pages = await aws.pages("s3", "ListObjectsV2", {
      ...{ Bucket: bucket, Prefix, ExpectedBucketOwner: stack.account },
    });
    for (const { Key = "" } of pages.flatMap((page) => page.Contents ?? [])) {
      if (isSeeded(Key, month)) keys.add(Key);
    }
  }
  return keys;
}

async function remove(aws: Aws, { bucket, stack }: Target, keys: readonly string[]): Promise<void> {
  for (let at = 0; at < keys.length; at += 1000) {
    const Objects = keys.slice(at, at + 1000).map((Key) => ({ Key }));
    await aws.call("s3", "DeleteObjects", {
      ...{ Bucket: bucket, Delete: { Objects, Quiet: true }, ExpectedBucketOwner: stack.account },
    });
  }
}
