import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PHASES } from "../../src/engine/kind.js";
import { elsewhere } from "../lock/holders.js";
import { appliedOnce } from "../support/applied.js";
import { workspace } from "../support/cli.js";
import { sandbox } from "../support/sandbox.js";
import { SMALL } from "../support/yaml.js";

const BUCKET = "acme-corp-bedrock-invocation-logs";
const WITH_OWNER = `${SMALL}tags: { Owner: platform }\n`;
const LOCK = "ccb/lock";

const copy = appliedOnce(WITH_OWNER);

/** A stack that is applied, and has a difference in every phase. */
function drifted() {
  const { cwd, account, ccb } = copy();
  writeFileSync(join(cwd, "ccb.yaml"), WITH_OWNER.replace("Owner: platform", "Owner: finops"));
  const { aws } = sandbox({ dir: account });
  const lock = () =>
    aws.call("s3", "PutObject", { Bucket: BUCKET, Key: LOCK, Body: JSON.stringify(elsewhere()) });
  const journal = () => readFileSync(join(account, "account.jsonl"), "utf8");
  return { ccb, lock, journal, aws };
}

test.each([
  ...PHASES.map((phase) => `apply --yes --phase ${phase}`),
  "apply --yes",
  "destroy --yes",
  "destroy --yes --delete-data",
  "onboard-dev zoe",
  "offboard-dev alice --yes",
])("ccb %s exits 4 and changes nothing while another machine holds the lock", async (command) => {
  const { ccb, lock, journal } = drifted();
  await lock();
  const before = journal();
  const { code, err } = await ccb(command);
  expect(err).toContain("the stack is locked by ada on build-7");
  expect(code).toBe(4);
  expect(journal()).toBe(before);
});

test.each(PHASES)("apply --phase %s gives the lock back", async (phase) => {
  const { ccb, aws } = drifted();
  expect((await ccb(`apply --yes --phase ${phase}`)).code).toBe(0);
  const { Contents = [] } = await aws.call("s3", "ListObjectsV2", { Bucket: BUCKET, Prefix: LOCK });
  expect(Contents).toEqual([]);
});

test("a bucket of our name that is another stack's is not written to", async () => {
  const { ccb, account } = workspace(WITH_OWNER);
  const { aws } = sandbox({ dir: account });
  await aws.call("s3", "CreateBucket", {
    Bucket: BUCKET,
    CreateBucketConfiguration: { Tags: [{ Key: "ccb:stack", Value: "other" }] },
  });
  expect((await ccb("apply --yes --phase foundation")).code).toBe(0);
  const { Versions = [], DeleteMarkers = [] } = await aws.call("s3", "ListObjectVersions", {
    Bucket: BUCKET,
  });
  expect([...Versions, ...DeleteMarkers]).toEqual([]);
});
