import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { answerOf, setVersioning, textOf, withBucket } from "./support.js";

const MD5_OF_HELLO = '"5d41402abc4b2a76b9719d911017c592"';

test("an object reads back with its headers", async () => {
  const { aws, Bucket } = await withBucket();
  const input = {
    Bucket,
    Key: "a/b c.txt",
    Body: Readable.from([Buffer.from("hel"), Buffer.from("lo")]),
    ContentType: "text/plain",
  };
  const put = await aws.call("s3", "PutObject", { ...input, ContentLength: 5, Metadata: { Owner: "me" } });
  expect(put).toMatchObject({ ETag: MD5_OF_HELLO, ServerSideEncryption: "AES256" });
  expect(put.VersionId).toBeUndefined();
  const got = await aws.call("s3", "GetObject", { Bucket, Key: "a/b c.txt" });
  expect(got).toMatchObject({
    ETag: MD5_OF_HELLO,
    ContentType: "text/plain",
    ContentLength: 5,
    Metadata: { owner: "me" },
  });
  expect(got.LastModified).toBeInstanceOf(Date);
  expect(await got.Body?.transformToString()).toBe("hello");
  const head = await aws.call("s3", "HeadObject", { Bucket, Key: "a/b c.txt" });
  expect(head).toMatchObject({ ETag: MD5_OF_HELLO, ContentLength: 5 });
});

test("an empty object is an object", async () => {
  const { aws, Bucket, put } = await withBucket();
  await put("k", "");
  expect(await textOf(aws, Bucket, "k")).toBe("");
});

test("what is not there is NoSuchKey on GET and NotFound on HEAD", async () => {
  const { aws, Bucket } = await withBucket();
  expect(await answerOf(aws.call("s3", "GetObject", { Bucket, Key: "k" }))).toEqual(["NoSuchKey", 404]);
  expect(await answerOf(aws.call("s3", "HeadObject", { Bucket, Key: "k" }))).toEqual(["NotFound", 404]);
  await aws.call("s3", "DeleteObject", { Bucket, Key: "k" });
});

test("a key may have 1,024 bytes", async () => {
  const { put } = await withBucket();
  await put("é".repeat(512));
  expect((await answerOf(put("é".repeat(513))))[0]).toBe("KeyTooLongError");
});

test.each([
  ["bytes=0-1", "he", "bytes 0-1/5"],
  ["bytes=3-", "lo", "bytes 3-4/5"],
  ["bytes=3-99", "lo", "bytes 3-4/5"],
  ["bytes=-2", "lo", "bytes 3-4/5"],
  ["bytes=4-2", "hello", undefined],
])("range %s", async (Range, text, ContentRange) => {
  const { aws, Bucket, put } = await withBucket();
  await put("k", "hello");
  const got = await aws.call("s3", "GetObject", { Bucket, Key: "k", Range });
  expect([await got.Body?.transformToString(), got.ContentRange]).toEqual([text, ContentRange]);
});

test("a range behind the end is refused", async () => {
  const { aws, Bucket, put } = await withBucket();
  await put("k", "hello");
  const got = aws.call("s3", "GetObject", { Bucket, Key: "k", Range: "bytes=5-9" });
  expect(await answerOf(got)).toEqual(["InvalidRange", 416]);
});

describe("conditional requests", () => {
  test("If-None-Match * writes only what is not there", async () => {
    const { aws, Bucket } = await withBucket();
    const put = (Body: string) =>
      aws.call("s3", "PutObject", { Bucket, Key: "lock", Body, IfNoneMatch: "*" });
    await put("first");
    expect(await answerOf(put("second"))).toEqual(["PreconditionFailed", 412]);
    expect(await textOf(aws, Bucket, "lock")).toBe("first");
  });

  test("If-Match writes only what it was read from", async () => {
    const { aws, Bucket, put } = await withBucket();
    const write = (Key: string, IfMatch?: string) =>
      aws.call("s3", "PutObject", { Bucket, Key, Body: "new", IfMatch });
    const { ETag } = await put("k", "old");
    expect(await answerOf(write("k", '"0000"'))).toEqual(["PreconditionFailed", 412]);
    expect(await answerOf(write("nothing", ETag))).toEqual(["NoSuchKey", 404]);
    await write("k", ETag);
    expect(await textOf(aws, Bucket, "k")).toBe("new");
  });

  test("If-Match deletes only what it was read from", async () => {
    const { aws, Bucket, put } = await withBucket();
    const remove = (Key: string, IfMatch?: string) =>
      aws.call("s3", "DeleteObject", { Bucket, Key, IfMatch });
    const { ETag } = await put("k", "old");
    expect(await answerOf(remove("k", '"0000"'))).toEqual(["PreconditionFailed", 412]);
    expect(await answerOf(remove("nothing", ETag))).toEqual(["NoSuchKey", 404]);
    await remove("k", ETag);
    expect((await answerOf(aws.call("s3", "HeadObject", { Bucket, Key: "k" })))[0]).toBe("NotFound");
  });

  test("reads answer 304 for what is known and 412 for what changed", async () => {
    const { aws, Bucket, put } = await withBucket();
    const { ETag } = await put("k", "old");
    const known = aws.call("s3", "GetObject", { Bucket, Key: "k", IfNoneMatch: ETag });
    expect((await answerOf(known))[1]).toBe(304);
    const changed = aws.call("s3", "GetObject", { Bucket, Key: "k", IfMatch: '"0000"' });
    expect(await answerOf(changed)).toEqual(["PreconditionFailed", 412]);
  });
});

describe("versions", () => {
  test("every write adds one, a delete hides, and versions can be removed one by one", async () => {
    const { aws, Bucket, put } = await withBucket(true);
    const one = await put("k", "one");
    const two = await put("k", "two");
    expect(one.VersionId).not.toBe(two.VersionId);
    expect(await textOf(aws, Bucket, "k")).toBe("two");
    expect(await textOf(aws, Bucket, "k", one.VersionId)).toBe("one");
    const marker = await aws.call("s3", "DeleteObject", { Bucket, Key: "k" });
    expect(marker.DeleteMarker).toBe(true);
    expect((await answerOf(aws.call("s3", "GetObject", { Bucket, Key: "k" })))[0]).toBe("NoSuchKey");
    const asked = aws.call("s3", "GetObject", { Bucket, Key: "k", VersionId: marker.VersionId });
    expect(await answerOf(asked)).toEqual(["MethodNotAllowed", 405]);
    await aws.call("s3", "DeleteObject", { Bucket, Key: "k", VersionId: marker.VersionId });
    expect(await textOf(aws, Bucket, "k")).toBe("two");
    await aws.call("s3", "DeleteObject", { Bucket, Key: "k", VersionId: two.VersionId });
    expect(await textOf(aws, Bucket, "k")).toBe("one");
    const gone = aws.call("s3", "GetObject", { Bucket, Key: "k", VersionId: two.VersionId });
    expect(await answerOf(gone)).toEqual(["NoSuchVersion", 404]);
  });

  test("If-None-Match * takes a hidden key as free, If-Match on a delete does not", async () => {
    const { aws, Bucket, put } = await withBucket(true);
    const { ETag } = await put("k");
    await aws.call("s3", "DeleteObject", { Bucket, Key: "k" });
    const remove = aws.call("s3", "DeleteObject", { Bucket, Key: "k", IfMatch: ETag });
    expect(await answerOf(remove)).toEqual(["PreconditionFailed", 412]);
    await aws.call("s3", "PutObject", { Bucket, Key: "k", Body: "again", IfNoneMatch: "*" });
  });

  test("without versioning there is one, suspended there is one more beside the old ones", async () => {
    const { aws, Bucket, put } = await withBucket();
    await put("k", "one");
    await put("k", "two");
    await setVersioning(aws, Bucket, "Enabled");
    await put("k", "three");
    await setVersioning(aws, Bucket, "Suspended");
    await put("k", "four");
    const { Versions = [] } = await aws.call("s3", "ListObjectVersions", { Bucket });
    expect(Versions.map((v) => [v.VersionId === "null", v.IsLatest])).toEqual([
      [true, true],
      [false, false],
    ]);
    expect(await textOf(aws, Bucket, "k")).toBe("four");
  });
});

test("many objects go in one call, and what fails is named", async () => {
  const { aws, Bucket, put } = await withBucket();
  const { ETag } = await put("a", "1");
  await put("b", "2");
  const Objects = [{ Key: "a", ETag }, { Key: "b", ETag: '"0000"' }, { Key: "never-there" }];
  const answer = await aws.call("s3", "DeleteObjects", { Bucket, Delete: { Objects } });
  expect(answer.Deleted?.map((d) => d.Key)).toEqual(["a", "never-there"]);
  expect(answer.Errors).toMatchObject([{ Key: "b", Code: "PreconditionFailed" }]);
  const tooMany = Array.from({ length: 1001 }, (_, i) => ({ Key: `k${i}` }));
  const refused = aws.call("s3", "DeleteObjects", { Bucket, Delete: { Objects: tooMany } });
  expect((await answerOf(refused))[0]).toBe("MalformedXML");
});

test("a copy has the bytes and, unless replaced, the metadata", async () => {
  const { aws, Bucket } = await withBucket();
  await aws.call("s3", "PutObject", { Bucket, Key: "from here", Body: "hello", Metadata: { a: "1" } });
  await aws.call("s3", "CopyObject", { Bucket, Key: "to", CopySource: `${Bucket}/from%20here` });
  expect(await textOf(aws, Bucket, "to")).toBe("hello");
  expect((await aws.call("s3", "HeadObject", { Bucket, Key: "to" })).Metadata).toEqual({ a: "1" });
});
