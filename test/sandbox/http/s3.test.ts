import { createHash } from "node:crypto";
import { request } from "node:http";
import { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import { S3Client } from "@aws-sdk/client-s3";
import * as s3 from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { refusal } from "../../support/sandbox.js";
import { served } from "../../support/served.js";

/** A client as anybody makes one, on an account with one bucket. */
async function client() {
  const { url, account, answers } = await served();
  const aws = new S3Client({ endpoint: url, region: "us-east-1", forcePathStyle: true, maxAttempts: 1 });
  await aws.send(new s3.CreateBucketCommand({ Bucket: "bucket" }));
  const put = (Key: string, Body: s3.PutObjectCommandInput["Body"], more: object = {}) =>
    aws.send(new s3.PutObjectCommand({ Bucket: "bucket", Key, Body, ...more }));
  const get = (Key: string, more: object = {}) =>
    aws.send(new s3.GetObjectCommand({ Bucket: "bucket", Key, ...more }));
  const text = async (Key: string, more: object = {}) => (await get(Key, more)).Body?.transformToString();
  return { url, account, answers, aws, put, get, text };
}

interface Upload {
  path?: string;
  host?: string;
  headers?: Record<string, string>;
  body: string | Buffer;
  method?: string;
}

/** A request as another client frames it. */
function upload(url: string, { path = "/bucket/key", host, headers = {}, body, method = "PUT" }: Upload) {
  const scope = "AKIA/20261120/us-east-1/s3/aws4_request";
  return new Promise<{ status: number; text: string; etag: string | undefined }>((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
    const all = { authorization, ...(host === undefined ? {} : { host }), ...headers };
    const sent = request({ hostname, port, method, path, headers: all }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part: string) => (text += part));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text, etag: answer.headers.etag }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const crc = (text: string) => {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(text));
  return sum.toString("base64");
};

describe("objects over HTTP", () => {
  test.each([
    ["text", () => "körper"],
    ["bytes", () => Buffer.from("körper")],
    ["a stream of known length", () => Readable.from([Buffer.from("kör"), Buffer.from("per")])],
    ["nothing", () => ""],
  ])("arrive whole when they are %s", async (what, body) => {
    const { put, text, aws } = await client();
    const content = what === "nothing" ? "" : "körper";
    await put("k", body(), { ContentLength: Buffer.byteLength(content), Metadata: { Origin: "here" } });
    expect(await text("k")).toBe(content);
    const head = await aws.send(new s3.HeadObjectCommand({ Bucket: "bucket", Key: "k" }));
    expect(head).toMatchObject({
      ContentLength: Buffer.byteLength(content),
      ETag: `"${createHash("md5").update(content).digest("hex")}"`,
      Metadata: { origin: "here" },
    });
    expect(head.ContentEncoding).toBe(undefined);
  });

  test.each([
    ["plain", "k"],
    ["with folders", "a/b/c.json"],
    ["with slashes where none are expected", "/a//b/"],
    ["with dots", "a/../b/./c"],
    ["with characters of URLs", "a b+c%20d?e=f&g#h"],
    ["in other scripts", "ключ/鍵/🔑"],
  ])("have keys as they were given: %s", async (_what, key) => {
    const { put, text, aws } = await client();
    await put(key, "x");
    expect(await text(key)).toBe("x");
    const { Contents } = await aws.send(new s3.ListObjectsV2Command({ Bucket: "bucket" }));
    expect(Contents?.map(({ Key }) => Key)).toEqual([key]);
    await aws.send(new s3.DeleteObjectCommand({ Bucket: "bucket", Key: key }));
    expect((await refusal(text(key))).name).toBe("NoSuchKey");
  });

  test("are read in parts, and only if they are what the reader thinks", async () => {
    const { put, get, text, aws } = await client();
    const { ETag } = await put("k", "0123456789");
    const part = await get("k", { Range: "bytes=2-4" });
    expect([await part.Body?.transformToString(), part.ContentRange, part.$metadata.httpStatusCode]).toEqual([
      "234",
      "bytes 2-4/10",
      206,
    ]);
    expect(await text("k", { Range: "bytes=-3" })).toBe("789");
    expect((await refusal(get("k", { Range: "bytes=20-" }))).name).toBe("InvalidRange");
    expect(await text("k", { IfMatch: ETag })).toBe("0123456789");
    expect((await refusal(get("k", { IfMatch: '"other"' }))).name).toBe("PreconditionFailed");
    await expect(get("k", { IfNoneMatch: ETag })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
    const missing = aws.send(new s3.HeadObjectCommand({ Bucket: "bucket", Key: "no" }));
    expect((await refusal(missing)).name).toBe("NotFound");
  });

  test("are written only if nobody was faster, and only over what the writer has seen", async () => {
    const { put, text } = await client();
    const { ETag } = await put("k", "1", { IfNoneMatch: "*" });
    expect((await refusal(put("k", "2", { IfNoneMatch: "*" }))).name).toBe("PreconditionFailed");
    await put("k", "2", { IfMatch: ETag });
    expect((await refusal(put("k", "3", { IfMatch: ETag }))).name).toBe("PreconditionFailed");
    expect(await text("k")).toBe("2");
  });

  test("have versions, which are listed, and deleted many at a time", async () => {
    const { put, text, aws } = await client();
    const Bucket = "bucket";
    const VersioningConfiguration = { Status: "Enabled" as const };
    await aws.send(new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    const { VersionId } = await put("a & <b>", "1");
    await put("a & <b>", "2");
    expect([await text("a & <b>"), await text("a & <b>", { VersionId })]).toEqual(["2", "1"]);
    await aws.send(new s3.DeleteObjectCommand({ Bucket, Key: "a & <b>" }));
    const { Versions = [], DeleteMarkers = [] } = await aws.send(
      new s3.ListObjectVersionsCommand({ Bucket }),
    );
    expect([Versions.length, DeleteMarkers.length]).toEqual([2, 1]);
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId: id }) => ({ Key, VersionId: id }));
    const { Deleted } = await aws.send(new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted).toHaveLength(3);
    expect((await aws.send(new s3.ListObjectVersionsCommand({ Bucket }))).Versions).toBe(undefined);
  });

  test("are listed page by page, with common prefixes", async () => {
    const { put, aws } = await client();
    for (const key of ["a/1", "a/2", "b/1", "c"]) await put(key, key);
    const list = (more: object) => aws.send(new s3.ListObjectsV2Command({ Bucket: "bucket", ...more }));
    const folders = await list({ Delimiter: "/" });
    expect(folders.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(["a/", "b/"]);
    expect(folders.Contents?.map(({ Key }) => Key)).toEqual(["c"]);
    const keys: (string | undefined)[] = [];
    for await (const page of s3.paginateListObjectsV2({ client: aws, pageSize: 1 }, { Bucket: "bucket" })) {
      keys.push(...(page.Contents ?? []).map(({ Key }) => Key));
    }
    expect(keys).toEqual(["a/1", "a/2", "b/1", "c"]);
  });
});

describe("uploads as other clients send them", () => {
  const chunked = (content: string, trailer = "") =>
    `${content.length.toString(16)}\r\n${content}\r\n0\r\n${trailer}\r\n`;
  const streamed = {
    "content-encoding": "aws-chunked",
    "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
  };

  test("in chunks, with a checksum behind them", async () => {
    const { url, text, aws } = await client();
    const body = chunked("hello", `x-amz-checksum-crc32:${crc("hello")}\r\n`);
    const headers = {
      ...streamed,
      "x-amz-decoded-content-length": "5",
      "content-encoding": "gzip,aws-chunked",
    };
    expect((await upload(url, { headers, body })).status).toBe(200);
    expect(await text("key")).toBe("hello");
    const head = await aws.send(new s3.HeadObjectCommand({ Bucket: "bucket", Key: "key" }));
    expect([head.ContentEncoding, head.ContentLength]).toEqual(["gzip", 5]);
  });

  test("in signed chunks", async () => {
    const { url, text } = await client();
    const body = "3;chunk-signature=ab\r\nhel\r\n2;chunk-signature=cd\r\nlo\r\n0;chunk-signature=ef\r\n\r\n";
    const headers = {
      "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
      "content-encoding": "aws-chunked",
    };
    expect((await upload(url, { headers, body })).status).toBe(200);
    expect(await text("key")).toBe("hello");
  });

  test.each([
    ["an end that is missing", "5\r\nhel", "IncompleteBody"],
    ["a size that is none", "zz\r\nhello\r\n0\r\n\r\n", "IncompleteBody"],
    ["a chunk that is longer than it says", "4\r\nhello\r\n0\r\n\r\n", "IncompleteBody"],
    ["another length than announced", chunked("hell"), "IncompleteBody"],
    ["another checksum", chunked("hello", `x-amz-checksum-crc32:${crc("other")}\r\n`), "BadDigest"],
  ])("are refused with %s, and nothing is written", async (_what, body, code) => {
    const { url, text } = await client();
    const headers = { ...streamed, "x-amz-decoded-content-length": "5" };
    const answer = await upload(url, { headers, body });
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining(`<Code>${code}</Code>`)]);
    expect((await refusal(text("key"))).name).toBe("NoSuchKey");
  });

  test("are refused with another MD5", async () => {
    const { url } = await client();
    const md5 = createHash("md5").update("other").digest("base64");
    const answer = await upload(url, { headers: { "content-md5": md5 }, body: "hello" });
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining("BadDigest")]);
  });

  test.each([
    "bucket.localhost",
    "bucket.s3.us-east-1.amazonaws.com",
    "bucket.s3.amazonaws.com:8080",
    "bucket.s3.localhost",
  ])("to the bucket in the host %s", async (host) => {
    const { url, text } = await client();
    expect((await upload(url, { host, path: "/folder/key", body: "hello" })).status).toBe(200);
    expect(await text("folder/key")).toBe("hello");
  });

  test("go to another Region's bucket only by that Region", async () => {
    const { url } = await client();
    const west = new S3Client({ endpoint: url, region: "eu-west-1", forcePathStyle: true, maxAttempts: 1 });
    await expect(west.send(new s3.ListObjectsV2Command({ Bucket: "bucket" }))).rejects.toMatchObject({
      name: "PermanentRedirect",
      $metadata: { httpStatusCode: 301 },
    });
  });
});
