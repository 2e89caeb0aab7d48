import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isAfter, sortedKeys } from "../../../../src/sandbox/services/s3/keys.js";
import { answerOf, withBucket } from "./support.js";

async function withKeys(...keys: string[]) {
  const box = await withBucket();
  for (const key of keys) await box.put(key);
  return box;
}

describe("ListObjectsV2", () => {
  test("lists in the order of UTF-8 bytes, by prefix, after a key", async () => {
    const { aws, Bucket } = await withKeys("b/2", "a", "b/1", "b", "\u{1F600}", "\uFF5E", "c");
    const list = async (input: { Prefix?: string; StartAfter?: string }) =>
      (await aws.call("s3", "ListObjectsV2", { Bucket, ...input })).Contents?.map((c) => c.Key);
    expect(await list({})).toEqual(["a", "b", "b/1", "b/2", "c", "\uFF5E", "\u{1F600}"]);
    expect(await list({ Prefix: "b/" })).toEqual(["b/1", "b/2"]);
    expect(await list({ StartAfter: "b/1", Prefix: "b" })).toEqual(["b/2"]);
    expect(await list({ Prefix: "nothing" })).toBeUndefined();
  });

  test("rolls up at the delimiter, each folder once over all pages", async () => {
    const { aws, Bucket } = await withKeys("x/a", "x/b/1", "x/b/2", "x/c/1", "x/d");
    const pages = await aws.pages("s3", "ListObjectsV2", {
      Bucket,
      Prefix: "x/",
      Delimiter: "/",
      MaxKeys: 1,
    });
    expect(pages.flatMap((p) => p.Contents ?? []).map((c) => c.Key)).toEqual(["x/a", "x/d"]);
    expect(pages.flatMap((p) => p.CommonPrefixes ?? []).map((c) => c.Prefix)).toEqual(["x/b/", "x/c/"]);
    expect(pages.map((p) => p.KeyCount)).toEqual([1, 1, 1, 1]);
  });

  test("leaves out what a delete marker hides", async () => {
    const { aws, Bucket, put } = await withBucket(true);
    await put("k");
    await aws.call("s3", "DeleteObject", { Bucket, Key: "k" });
    expect((await aws.call("s3", "ListObjectsV2", { Bucket })).KeyCount).toBe(0);
  });

  test("never gives more than 1,000 keys, and refuses a token that is none", async () => {
    const keys = Array.from({ length: 1005 }, (_, i) => `k${String(i).padStart(5, "0")}`);
    const { aws, Bucket } = await withKeys(...keys);
    const pages = await aws.pages("s3", "ListObjectsV2", { Bucket, MaxKeys: 5000 });
    expect(pages.map((p) => p.KeyCount)).toEqual([1000, 5]);
    expect(pages.flatMap((p) => p.Contents ?? []).map((c) => c.Key)).toEqual(keys);
    const bad = aws.call("s3", "ListObjectsV2", { Bucket, ContinuationToken: "nonsense" });
    expect((await answerOf(bad))[0]).toBe("InvalidArgument");
  });
});

test("ListObjectVersions pages through versions and markers of a key", async () => {
  const { aws, Bucket, put } = await withBucket(true);
  await put("a", "1");
  await put("a", "2");
  await aws.call("s3", "DeleteObject", { Bucket, Key: "a" });
  await put("b/1");
  await put("b/2");
  const pages = [];
  let markers: { KeyMarker?: string; VersionIdMarker?: string } = {};
  do {
    const page = await aws.call("s3", "ListObjectVersions", { Bucket, MaxKeys: 2, ...markers });
    pages.push(page);
    markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  } while (pages.at(-1)?.IsTruncated);
  const seen = pages.map((p) =>
    [...(p.DeleteMarkers ?? []), ...(p.Versions ?? [])].map((v) => [v.Key, v.IsLatest]),
  );
  expect(seen).toEqual([
    [
      ["a", true],
      ["a", false],
    ],
    [
      ["a", false],
      ["b/1", true],
    ],
    [["b/2", true]],
  ]);
  const folders = await aws.call("s3", "ListObjectVersions", { Bucket, Delimiter: "/", KeyMarker: "a" });
  expect(folders.CommonPrefixes).toEqual([{ Prefix: "b/" }]);
});

test("keys sort as their UTF-8 bytes do", () => {
  const bytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary", maxLength: 8 })), (keys) => {
      const expected = keys.toSorted(bytes);
      expect(sortedKeys(keys, "", () => true)).toEqual(expected);
      for (const [i, key] of expected.entries()) {
        const next = expected[i + 1];
        if (next !== undefined) expect(isAfter(next, key)).toBe(next !== key);
      }
    }),
  );
});
