import { describe, expect, it, onTestFinished, vi } from "vitest";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { workspace } from "../support/cli.js";
import { sandbox } from "../support/sandbox.js";
import { SMALL } from "../support/yaml.js";

/** What the disk refuses: writes behind so many that succeed. */
const disk = vi.hoisted(() => ({ code: "ENOSPC", writesLeft: Number.POSITIVE_INFINITY }));

// A full disk is no state that a test can bring about everywhere; its errors are those of Linux: without a path.
vi.mock("node:fs", async (importOriginal) => {
  const real = await importOriginal<typeof import("node:fs")>();
  const limited =
    <A extends unknown[], R>(name: string, work: (...args: A) => R) =>
    (...args: A): R => {
      disk.writesLeft -= 1;
      if (disk.writesLeft >= 0) return work(...args);
      throw Object.assign(new Error(`${disk.code}: no room, ${name}`), { code: disk.code, syscall: name });
    };
  return {
    ...real,
    appendFileSync: limited("write", real.appendFileSync),
    writeFileSync: limited("write", real.writeFileSync),
    writeSync: limited("write", real.writeSync as (...args: unknown[]) => number),
    mkdirSync: limited("mkdir", real.mkdirSync as (...args: unknown[]) => undefined),
  };
});

function diskTakes(writes: number, code = "ENOSPC"): void {
  Object.assign(disk, { code, writesLeft: writes });
  onTestFinished(() => void Object.assign(disk, { writesLeft: Number.POSITIVE_INFINITY }));
}

function diskTakesAll(): void {
  disk.writesLeft = Number.POSITIVE_INFINITY;
}

describe("a disk that takes nothing more", () => {
  it.each([
    ["ENOSPC", "the disk is full"],
    ["EDQUOT", "the disk quota is used up"],
    ["EROFS", "the file system is read-only"],
  ])("is a known error of an apply in the simulated account (%s)", async (code, reason) => {
    const { ccb, account } = workspace(SMALL);
    diskTakes(0, code);
    const run = await ccb("apply --yes --json");
    diskTakesAll();
    expect(run.code).toBe(1);
    expect(run.json()).toMatchObject({
      error: { code: "disk_full", message: expect.stringContaining(reason) },
    });
    expect(run.out).toContain(account);
    expect(run.out).not.toContain("bug");
  });

  it("leaves every call whole or not at all, whichever write fails, and the next run goes on", async () => {
    // A call writes the mutex, the content, the journal and its size.
    for (let writes = 0; writes < 12; writes += 1) {
      const { aws, dir } = sandbox();
      await aws.call("s3", "CreateBucket", { Bucket: "bucket" });
      diskTakes(writes);
      const put = await aws.call("s3", "PutObject", { Bucket: "bucket", Key: "k", Body: "content" }).then(
        () => undefined,
        (error: Error) => error,
      );
      diskTakesAll();
      if (put !== undefined) expect(put).toMatchObject({ name: "KnownError", code: "disk_full" });
      for (const reader of [aws, sandbox({ dir }).aws]) {
        const [page] = await reader.pages("s3", "ListObjectsV2", { Bucket: "bucket" });
        expect([writes, page?.KeyCount]).toEqual([writes, put === undefined ? 1 : 0]);
      }
      expect(existsSync(join(dir, "mutex"))).toBe(false);
      expect(readdirSync(join(dir)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
      await aws.call("s3", "PutObject", { Bucket: "bucket", Key: "k", Body: "other" });
      const got = await sandbox({ dir }).aws.call("s3", "GetObject", { Bucket: "bucket", Key: "k" });
      expect(await got.Body?.transformToString()).toBe("other");
    }
  });

  it("an apply that meets it in the middle is finished by the next one", async () => {
    const { ccb, account } = workspace(SMALL);
    diskTakes(100);
    const run = await ccb("apply --yes --json");
    diskTakesAll();
    expect(run.code).toBe(1);
    expect(run.out).toContain("the disk is full");
    expect(readFileSync(join(account, "account.jsonl"), "utf8")).not.toBe("");
    expect((await ccb("apply --yes")).code).toBe(0);
    expect((await ccb("plan --detailed-exitcode")).code).toBe(0);
  });
});
