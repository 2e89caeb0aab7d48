import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { BucketLock } from "../../src/lock/bucket-lock.js";
import type { Holder } from "../../src/lock/holder.js";
import { SANDBOX_ACCOUNT } from "../../src/sandbox/account.js";
import type { FaultOptions } from "../../src/sandbox/faults.js";
import { sandbox, temporaryFolder } from "../support/sandbox.js";
import { elsewhere, ended, killed, running } from "./holders.js";

const Bucket = "acme-logs";
const Key = "ccb/lock";

// Only the renewal's interval: the SDK needs its timers.
beforeEach(() => vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(() => vi.useRealTimers());

/** A bucket by a clock of its own, far from this machine's, and runs that lock it. */
async function bucket() {
  const dir = temporaryFolder();
  let at = Date.parse("2020-01-01T00:00:00Z");
  const open = (faults: FaultOptions = {}) => sandbox({ dir, clock: () => new Date(at), faults });
  const { aws } = open();
  await aws.call("s3", "CreateBucket", { Bucket });
  return {
    aws,
    pass: (seconds: number) => (at += seconds * 1000),
    /** Takes the lock as a run does, in a process of its own. */
    take: async (holder: Holder, faults?: FaultOptions, fresh = false) => {
      const said: string[] = [];
      const lost: string[] = [];
      const lock = await BucketLock.take({
        aws: open(faults).aws,
        bucket: Bucket,
        account: SANDBOX_ACCOUNT,
        holder,
        fresh,
        delayScale: 0.002,
        onLost: (reason) => lost.push(reason),
        warn: (message) => said.push(message),
      });
      return { lock, said, lost };
    },
    holder: async () => {
      try {
        const { Body } = await aws.call("s3", "GetObject", { Bucket, Key });
        return (JSON.parse((await Body?.transformToString()) ?? "") as Holder).runId;
      } catch (error) {
        if ((error as Error).name === "NoSuchKey") return undefined;
        throw error;
      }
    },
    modified: async () => (await aws.call("s3", "HeadObject", { Bucket, Key })).LastModified,
  };
}

test("one run holds the lock; another is told who, since when and how fresh that is", async () => {
  const { take, holder, pass } = await bucket();
  const first = elsewhere();
  const { lock } = await take(first);
  pass(40);
  await expect(take(running())).rejects.toMatchObject({
    code: "locked",
    exitCode: 4,
    message:
      "the stack is locked by ada on build-7 (process 4711) since 2026-11-20T08:00:00Z, last renewed 40 s ago",
    hint: expect.stringContaining(`s3://${Bucket}/${Key}`) as string,
  });
  expect(await holder()).toBe("elsewhere");
  await lock.release();
  expect(await holder()).toBe(undefined);
});

describe("a lock from elsewhere", () => {
  test.each([60, 119, 120])("that was renewed %i seconds ago by S3's clock is respected", async (seconds) => {
    const { take, holder, pass } = await bucket();
    await take(elsewhere());
    pass(seconds);
    await expect(take(running())).rejects.toMatchObject({ exitCode: 4 });
    expect(await holder()).toBe("elsewhere");
  });

  test("that was not renewed for more than two minutes is taken over, and its holder is told to stop", async () => {
    const { take, holder, pass } = await bucket();
    const slow = await take(elsewhere());
    pass(121);
    const next = running();
    const { said } = await take(next);
    expect(said).toEqual([
      "took over a lock left behind by ada on build-7 (process 4711) since 2026-11-20T08:00:00Z",
    ]);
    expect(await holder()).toBe(next.runId);
    await vi.advanceTimersByTimeAsync(30_000);
    await vi.waitFor(() => expect(slow.lost).toEqual(["another run has taken the lock over"]));
    await slow.lock.release();
    expect(await holder()).toBe(next.runId);
  });

  test("is renewed every half minute, so that a long run keeps it", async () => {
    const { take, pass, modified } = await bucket();
    const { lost } = await take(elsewhere());
    for (let minute = 0; minute < 5; minute += 0.5) {
      pass(30);
      const before = await modified();
      await vi.advanceTimersByTimeAsync(30_000);
      await vi.waitFor(async () => expect(await modified()).not.toEqual(before));
    }
    await expect(take(running())).rejects.toMatchObject({ exitCode: 4 });
    expect(lost).toEqual([]);
  });
});

test("a run that cannot renew its lock stops before another one may take it over", async () => {
  const { take } = await bucket();
  const faults: FaultOptions = {};
  const { said, lost } = await take(running(), faults);
  faults.deny = { "s3:PutObject": { name: "AccessDenied", message: "Access Denied", status: 403 } };
  for (let failed = 1; failed <= 2; failed += 1) {
    await vi.advanceTimersByTimeAsync(30_000);
    await vi.waitFor(() => expect(said).toHaveLength(failed));
    expect(lost).toEqual([]);
  }
  await vi.advanceTimersByTimeAsync(30_000);
  expect(lost).toEqual(["the lock could not be renewed in time"]);
});

test.each([
  ["a process of this machine that is gone", killed()],
  ["an earlier run of this process", ended()],
])("the lock of %s is taken over at once", async (_whose, holder) => {
  const { take, holder: holding } = await bucket();
  await take(holder);
  const next = running();
  expect((await take(next)).said).toEqual([expect.stringContaining("took over a lock left behind by")]);
  expect(await holding()).toBe(next.runId);
});

test("of many runs at once exactly one gets the lock", async () => {
  const { take, holder } = await bucket();
  const runs = Array.from({ length: 8 }, () => running());
  const answers = await Promise.allSettled(runs.map((run) => take(run)));
  const winners = runs.filter((_run, i) => answers[i]?.status === "fulfilled");
  expect(winners.map((run) => run.runId)).toEqual([await holder()]);
});

test("of many runs that find a lock left behind exactly one takes it over", async () => {
  const { take, holder } = await bucket();
  await take(killed());
  const runs = Array.from({ length: 8 }, () => running());
  const answers = await Promise.allSettled(runs.map((run) => take(run)));
  const winners = runs.filter((_run, i) => answers[i]?.status === "fulfilled");
  expect(winners.map((run) => run.runId)).toEqual([await holder()]);
});

test("a lock whose writing was not answered is held all the same, and is released", async () => {
  const { take, holder } = await bucket();
  const run = running();
  const { lock } = await take(run, { lose: [1] });
  expect(await holder()).toBe(run.runId);
  await lock.release();
  expect(await holder()).toBe(undefined);
});

test("releasing asks for nothing when the bucket went in between", async () => {
  const { take, aws } = await bucket();
  const { lock, said } = await take(running());
  await aws.call("s3", "DeleteObject", { Bucket, Key });
  await aws.call("s3", "DeleteBucket", { Bucket });
  await lock.release();
  expect(said).toEqual([]);
});

describe("where S3 does not find what it has", () => {
  const hidden = { name: "NoSuchKey", message: "The specified key does not exist.", status: 404 };

  test.each(["s3:PutObject", "s3:*Object"])(
    "a renewal that meets one 404 (%s) is a failed one, and the next makes up for it",
    async (call) => {
      const { take, pass, modified } = await bucket();
      const { said, lost } = await take(running(), { fail: [{ call, skip: 1, times: 1, ...hidden }] });
      await vi.advanceTimersByTimeAsync(30_000);
      await vi.waitFor(() => expect(said).toEqual(["the lock could not be renewed: S3 does not find it"]));
      pass(60);
      const before = await modified();
      await vi.advanceTimersByTimeAsync(30_000);
      await vi.waitFor(async () => expect(await modified()).not.toEqual(before));
      await vi.advanceTimersByTimeAsync(30_000);
      expect(lost).toEqual([]);
    },
  );

  test("a lock that stays away stops the run in time, and nobody is said to have taken it", async () => {
    const { take } = await bucket();
    const { said, lost } = await take(running(), {
      fail: [
        { call: "s3:PutObject", skip: 1, ...hidden },
        { call: "s3:GetObject", ...hidden },
      ],
    });
    for (let failed = 1; failed <= 2; failed += 1) {
      await vi.advanceTimersByTimeAsync(30_000);
      await vi.waitFor(() => expect(said).toHaveLength(failed));
    }
    await vi.advanceTimersByTimeAsync(30_000);
    expect(lost).toEqual(["the lock could not be renewed in time"]);
  });

  test("who wants the lock waits until its holder can be seen", async () => {
    const { take, holder } = await bucket();
    await take(elsewhere());
    const fail = [{ call: "s3:GetObject", times: 3, ...hidden }];
    await expect(take(running(), { fail })).rejects.toMatchObject({
      message: expect.stringMatching(/^the stack is locked by ada on build-7/) as string,
    });
    expect(await holder()).toBe("elsewhere");
  });

  test("releasing is tried again, so that no lock is left", async () => {
    const { take, holder } = await bucket();
    const { lock, said } = await take(running(), {
      fail: [{ call: "s3:DeleteObject", times: 3, ...hidden }],
    });
    await lock.release();
    expect(await holder()).toBe(undefined);
    expect(said).toEqual([]);
  });

  test("a bucket made a moment ago is waited for; any other that is not there is not", async () => {
    const { take, holder } = await bucket();
    const gone = { call: "s3:PutObject", times: 8, name: "NoSuchBucket", status: 404 };
    await expect(take(running(), { fail: [{ ...gone, times: 1 }] })).rejects.toThrow("NoSuchBucket");
    const run = running();
    await take(run, { fail: [gone] }, true);
    expect(await holder()).toBe(run.runId);
  });
});

test("a conflict of two writes is no loss of the lock", async () => {
  const { take, pass, modified } = await bucket();
  const conflict = { name: "ConditionalRequestConflict", status: 409 };
  const { lost } = await take(running(), { fail: [{ call: "s3:PutObject", times: 3, ...conflict }] });
  pass(30);
  const before = await modified();
  await vi.advanceTimersByTimeAsync(30_000);
  await vi.waitFor(async () => expect(await modified()).not.toEqual(before));
  expect(lost).toEqual([]);
});
