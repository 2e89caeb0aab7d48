import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { sandbox } from "../support/sandbox.js";

describe("answerFrom", () => {
  test.each([
    ["text", () => "körper"],
    ["bytes", () => new TextEncoder().encode("körper")],
    ["a stream", () => Readable.from([Buffer.from("kör"), Buffer.from("per")])],
  ])("a body arrives whole when it is %s", async (_what, body) => {
    const { aws } = sandbox();
    await aws.call("s3", "CreateBucket", { Bucket: "bucket" });
    await aws.call("s3", "PutObject", { Bucket: "bucket", Key: "k", Body: body() as string });
    const found = await aws.call("s3", "GetObject", { Bucket: "bucket", Key: "k" });
    expect(await found.Body?.transformToString()).toBe("körper");
  });

  test("answers carry what the SDK notes about them", async () => {
    const { aws } = sandbox({ clock: () => new Date("2026-11-20T08:00:00Z") });
    const { $metadata } = await aws.call("sts", "GetCallerIdentity", {});
    expect($metadata).toMatchObject({ httpStatusCode: 200, attempts: 1 });
    expect(aws.serverTime("sts")?.toISOString()).toBe("2026-11-20T08:00:00.000Z");
  });
});
