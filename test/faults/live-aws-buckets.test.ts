import { describe, expect, test } from "vitest";
import type { FaultOptions } from "../../src/sandbox/faults.js";
import { accountFolder, changedYaml, changesOf, machine, time, undone, yaml } from "../support/machine.js";
import { differences, lockOf, stateOf } from "../support/state.js";

const BUCKET = "acme-corp-claude-bedrock-invocation-logs";
const REGISTER = "ccb/profiles/profiles.jsonl";

/** Lines of the profile register, in every version there ever was, the newest last. */
async function history(dir: string): Promise<string[][]> {
  const { aws } = machine(dir, { time: time() });
  const { Versions = [] } = await aws.call("s3", "ListObjectVersions", { Bucket: BUCKET, Prefix: REGISTER });
  const texts = Versions.toReversed().map(async ({ VersionId }) => {
    const { Body } = await aws.call("s3", "GetObject", { Bucket: BUCKET, Key: REGISTER, VersionId });
    return ((await Body?.transformToString()) ?? "").split("\n").filter((line) => line !== "");
  });
  return Promise.all(texts);
}

describe.each<[string, FaultOptions]>([
  ["buckets are not found by eight calls after they were made", { buckets: { newBucket: 8 } }],
  [
    "a bucket that took its settings is not found by the lock and the register",
    {
      fail: ["ccb/lock", REGISTER].map((resource) => ({
        call: "s3:PutObject",
        resource,
        times: 6,
        name: "NoSuchBucket",
        status: 404,
      })),
    },
  ],
  ["settings are read as they were, three times each", { buckets: { oldSettings: 3 } }],
  [
    "objects written after versioning was enabled are not found three times",
    { buckets: { hiddenObjects: 3 } },
  ],
  ["all of it at once", { buckets: { newBucket: 4, oldSettings: 2, hiddenObjects: 2 } }],
])("when %s", (_what, faults) => {
  test("one apply gets everything done, and the plan right after it is empty", async () => {
    const calm = accountFolder();
    await machine(calm, { time: time() }).run();
    const dir = accountFolder();
    const lagging = machine(dir, { time: time(), faults });
    expect(undone(await lagging.run())).toEqual([]);
    expect(changesOf((await lagging.plan()).shown)).toEqual([]);
    expect(differences(stateOf(calm), dir)).toEqual([]);
    expect(lockOf(dir)).toBe(undefined);
    expect(lagging.warnings).toEqual([]);
  });

  test("an apply right after it changes everything at once, and no line of the register is lost", async () => {
    const dir = accountFolder();
    const clock = time();
    const lagging = machine(dir, { time: clock, faults });
    await lagging.run();
    const before = await history(dir);
    const config = changedYaml().replace("bucketPrefix", "expirationDays: 400\n  bucketPrefix");
    const second = machine(dir, { time: clock, faults, config, account: lagging.account });
    expect(undone(await second.run())).toEqual([]);
    expect(changesOf((await second.plan()).shown)).toEqual([]);
    const after = await history(dir);
    expect(after.slice(0, before.length)).toEqual(before);
    for (const [i, lines] of after.entries()) {
      if (i > 0) expect(lines.slice(0, after[i - 1]?.length)).toEqual(after[i - 1]);
    }
    expect(after.length).toBeGreaterThan(before.length);
  });

  test("a destroy right after it leaves nothing", async () => {
    const dir = accountFolder();
    const lagging = machine(dir, { time: time(), faults });
    await lagging.run();
    expect(undone(await lagging.run({ destroy: true, deleteData: true }))).toEqual([]);
    expect(stateOf(dir)).toEqual({});
  });
});

test("a register that S3 lists and never hands out stops the run before anything is changed", async () => {
  const dir = accountFolder();
  await machine(dir, { time: time() }).run();
  const before = stateOf(dir);
  const fail = [{ call: "s3:GetObject", resource: REGISTER, name: "NoSuchKey", status: 404 }];
  const config = yaml().replace("alice: {}", "carol: {}");
  await expect(machine(dir, { time: time(), faults: { fail }, config }).run()).rejects.toMatchObject({
    code: "register_hidden",
  });
  expect(differences(before, dir)).toEqual([]);
});
