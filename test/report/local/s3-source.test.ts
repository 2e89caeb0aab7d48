import { expect, test } from "vitest";
import { readUsage } from "../../../src/report/local/engine.js";
import { readRegisterFile } from "../../../src/report/local/register-file.js";
import { bucketAddress, s3Source } from "../../../src/report/local/s3-source.js";
import { engineQuery } from "../../../src/report/query.js";
import { sandbox } from "../../support/sandbox.js";
import { MONTH, configOf, hourFolder, packed, record, registerLine } from "../logs.js";

const BUCKET = "acme-bedrock-invocation-logs";

test.each([
  ["s3://logs", { bucket: "logs", prefix: "" }],
  ["s3://logs/", { bucket: "logs", prefix: "" }],
  ["s3://logs/a/b/", { bucket: "logs", prefix: "a/b/" }],
  ["s3://logs/a/b", { bucket: "logs", prefix: "a/b/" }],
  ["s3://", undefined],
  ["./s3/logs", undefined],
])("%s is an address, or none", (text, address) => expect(bucketAddress(text)).toEqual(address));

async function bucketWith(objects: Record<string, Buffer | string>) {
  const { aws } = sandbox();
  await aws.call("s3", "CreateBucket", { Bucket: BUCKET });
  for (const [Key, Body] of Object.entries(objects))
    await aws.call("s3", "PutObject", { Bucket: BUCKET, Key, Body });
  return aws;
}

const query = engineQuery(configOf(), MONTH, []);
const register = `${JSON.stringify(registerLine())}\n`;

test("a bucket is read like a folder, more than one page of a listing included", async () => {
  const hour = hourFolder();
  const names = Array.from({ length: 1100 }, (_, i) => `${hour}/${i}.json.gz`);
  const aws = await bucketWith({
    ...Object.fromEntries(names.map((name) => [name, packed([record()])])),
    [`${hour}/data/x_input.json.gz`]: packed([record()]),
    [`${hourFolder("2026/09/30/00")}/a.json.gz`]: packed([record()]),
    "ccb/profiles/profiles.jsonl": register,
  });
  const source = s3Source(aws, { bucket: BUCKET, prefix: "" });
  const { rows, scan } = await readUsage({ source, query });
  expect([rows[0]?.invocations, scan.files]).toEqual([1100, 1100]);
  expect((await readRegisterFile(source)).lines).toEqual([registerLine()]);
});

test("a prefix is the root of what is read, and the register may lie beside it", async () => {
  const aws = await bucketWith({
    [`here/${hourFolder()}/a.json.gz`]: packed([record()]),
    [`there/${hourFolder()}/a.json.gz`]: packed([record(), record()]),
    "ccb/profiles/profiles.jsonl": register,
  });
  const source = s3Source(aws, { bucket: BUCKET, prefix: "here/" });
  expect((await readUsage({ source, query })).rows[0]?.invocations).toBe(1);
  expect((await readRegisterFile(source)).lines).toEqual([registerLine()]);
  const bare = s3Source(await bucketWith({}), { bucket: BUCKET, prefix: "" });
  expect((await readRegisterFile(bare)).lines).toEqual([]);
});

test("an object that is damaged is named", async () => {
  const aws = await bucketWith({ [`${hourFolder()}/a.json.gz`]: "no gzip" });
  const source = s3Source(aws, { bucket: BUCKET, prefix: "" });
  await expect(readUsage({ source, query })).rejects.toMatchObject({ code: "damaged_object" });
});

test("between 32 and 64 objects are fetched at once, as long as there are that many", async () => {
  const names = Array.from({ length: 200 }, (_, i) => `${hourFolder()}/${i}.json.gz`);
  const aws = await bucketWith(Object.fromEntries(names.map((name) => [name, packed([record()])])));
  const source = s3Source(aws, { bucket: BUCKET, prefix: "" });
  let underWay = 0;
  let most = 0;
  const read = async (key: string) => {
    underWay += 1;
    most = Math.max(most, underWay);
    // As with a real bucket, all that may be asked for is asked for before the first answer comes.
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    return source.read(key);
  };
  expect((await readUsage({ source: { ...source, read }, query })).scan.files).toBe(200);
  expect(most).toBeGreaterThanOrEqual(32);
  expect(most).toBeLessThanOrEqual(64);
});
