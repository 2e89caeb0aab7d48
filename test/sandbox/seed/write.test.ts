import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Caller } from "../../../src/sandbox/seed/callers.js";
import { seedCalls } from "../../../src/sandbox/seed/calls.js";
import { writeSeed } from "../../../src/sandbox/seed/write.js";
import { STACK } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";

const BUCKET = "acme-corp-bedrock-invocation-logs";
const ROOT = "claude-code/AWSLogs/123456789012/BedrockModelInvocationLogs/us-east-1";
const PROFILE = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/ab12cd34ef56";
const CALLERS: Caller[] = [
  {
    user: "ada",
    identity: "arn:aws:sts::123456789012:assumed-role/claude-code-developer/ada",
    models: [{ profileArn: PROFILE, source: "us.anthropic.claude-opus-4-6-v1" }],
  },
];
const LATER = new Date("2027-01-01T00:00:00Z");

interface Logged {
  timestamp: string;
  requestId: string;
  operation: string;
  modelId: string;
  errorCode?: string;
  identity: { arn: string };
  schemaType: string;
  input: Record<string, unknown>;
  output: { outputTokenCount?: number; outputBodyJson?: unknown };
}

async function seeded(month: string, count: number, options: { now?: Date; deliverText?: boolean } = {}) {
  const { aws, writes, dir } = sandbox();
  await aws.call("s3", "CreateBucket", { Bucket: BUCKET });
  const target = {
    month,
    bucket: BUCKET,
    root: ROOT,
    stack: STACK,
    deliverText: options.deliverText ?? true,
  };
  const seed = (calls = count, now = options.now ?? LATER) =>
    writeSeed(aws, seedCalls(month, calls, CALLERS), target, now);
  const list = async () => {
    const pages = await aws.pages("s3", "ListObjectsV2", { Bucket: BUCKET });
    return pages
      .flatMap((page) => page.Contents ?? [])
      .map(({ Key = "", ETag, Size = 0 }) => ({ Key, ETag, Size }));
  };
  const body = async (Key: string) => {
    const answer = await aws.call("s3", "GetObject", { Bucket: BUCKET, Key });
    return gunzipSync((await answer.Body?.transformToByteArray()) ?? new Uint8Array()).toString();
  };
  const records = async () => {
    const keys = (await list()).filter(({ Key }) => !Key.includes("/data/"));
    const texts = await Promise.all(keys.map(({ Key }) => body(Key)));
    return texts.flatMap((text, i) =>
      text
        .trimEnd()
        .split("\n")
        .map((line) => ({ key: keys[i]?.Key ?? "", record: JSON.parse(line) as Logged })),
    );
  };
  return { aws, dir, writes, seed, list, body, records, answer: await seed() };
}

describe("writeSeed", () => {
  it("writes gzip objects of many records into the folder of their delivery", async () => {
    const { list, records, answer } = await seeded("2026-10", 1500);
    const logs = (await list()).filter(({ Key }) => !Key.includes("/data/"));
    for (const { Key } of logs)
      expect(Key).toMatch(
        /^claude-code\/AWSLogs\/123456789012\/BedrockModelInvocationLogs\/us-east-1\/2026\/1[01]\/\d\d\/\d\d\/\d{8}T\d{9}Z_[0-9a-f]{16}\.json\.gz$/,
      );
    expect(answer).toEqual({
      calls: 1500,
      objects: logs.length,
      bytes: logs.reduce((sum, { Size }) => sum + Size, 0),
    });
    const all = await records();
    expect(all.length / logs.length).toBeGreaterThan(3);
    expect(new Set(all.map(({ record }) => record.requestId)).size).toBe(1500);
    expect(all.length).toBeGreaterThan(1500);
    expect(all.length).toBeLessThan(1515);
    for (const { key, record } of all) {
      expect(record.timestamp).toMatch(/^2026-10-\d\dT\d\d:\d\d:\d\dZ$/);
      const [, folder = ""] = /(\d{4}\/\d\d\/\d\d\/\d\d)\//.exec(key) ?? [];
      expect(folder >= record.timestamp.slice(0, 13).replace(/[-T]/g, "/")).toBe(true);
    }
  });

  it("has every shape of record there is", async () => {
    const { records, list, body } = await seeded("2026-10", 2000);
    const all = (await records()).map(({ record }) => record);
    const some = (matches: (record: Logged) => boolean) => all.filter(matches).length;
    expect(some(({ output }) => Array.isArray(output.outputBodyJson)) / all.length).toBeGreaterThan(0.7);
    expect(some(({ operation }) => operation === "InvokeModel")).toBeGreaterThan(50);
    expect(some(({ operation }) => operation === "ConverseStream")).toBeGreaterThan(10);
    expect(some(({ identity }) => identity.arn.includes(":user/BedrockAPIKey-"))).toBeGreaterThan(3);
    expect(
      some(({ errorCode, output }) => errorCode !== undefined && output.outputTokenCount === undefined),
    ).toBe(some(({ errorCode }) => errorCode !== undefined));
    expect(some(({ errorCode }) => errorCode !== undefined)).toBeGreaterThan(5);
    const metadataOnly = (record: Logged) =>
      record.errorCode === undefined && record.output.outputBodyJson === undefined;
    expect(some(metadataOnly)).toBeGreaterThan(10);
    expect(all.every(({ schemaType }) => schemaType === "ModelInvocationLog")).toBe(true);
    const offloaded = all.filter(({ input }) => input["inputBodyS3Path"] !== undefined);
    expect(offloaded.length).toBeGreaterThan(20);
    const keys = new Set((await list()).map(({ Key }) => `s3://${BUCKET}/${Key}`));
    const copies = new Map(offloaded.map((record) => [record.requestId, record]));
    const found = [...copies.values()].filter(({ input }) => keys.has(String(input["inputBodyS3Path"])));
    expect(found.length).toBe(copies.size);
    const path = String(found[0]?.input["inputBodyS3Path"]).replace(`s3://${BUCKET}/`, "");
    expect(JSON.parse(await body(path))).toHaveProperty("messages");
  });

  it("logs what the envelope, the stream and its metrics say alike", async () => {
    const { records } = await seeded("2026-10", 300);
    const streams = (await records())
      .map(({ record }) => record)
      .filter(({ output }) => Array.isArray(output.outputBodyJson));
    expect(streams.length).toBeGreaterThan(100);
    for (const { input, output, modelId } of streams) {
      expect(modelId).toBe(PROFILE);
      const events = output.outputBodyJson as Record<string, never>[];
      const message = events.find((event) => event["type"] === "message_start")?.["message"] as unknown as {
        model: string;
        usage: { cache_creation: Record<string, number> };
      };
      expect(message.model).toBe("claude-opus-4-6");
      const { ephemeral_5m_input_tokens: five = 0, ephemeral_1h_input_tokens: hour = 0 } =
        message.usage.cache_creation;
      expect(five + hour).toBe(input["cacheWriteInputTokenCount"] ?? 0);
      const metrics = events.at(-1)?.["amazon-bedrock-invocationMetrics"] as unknown as Record<
        string,
        number
      >;
      expect(metrics["inputTokenCount"]).toBe(input["inputTokenCount"]);
      expect(metrics["outputTokenCount"]).toBe(output.outputTokenCount);
    }
  });

  it("again writes nothing and says the same", async () => {
    const { seed, list, writes, answer } = await seeded("2026-10", 400);
    const [before, written] = [await list(), writes()];
    expect(await seed()).toEqual(answer);
    expect(writes()).toBe(written);
    expect(await list()).toEqual(before);
  });

  it("with another number of calls replaces what it wrote, and nobody else's objects", async () => {
    const { seed, list, records, aws } = await seeded("2026-10", 400);
    const other = `${ROOT}/2026/10/05/09/20261005T091500123Z_0a1b2c3d4e5f6071.json.gz`;
    await aws.call("s3", "PutObject", { Bucket: BUCKET, Key: other, Body: "x" });
    expect((await seed(150)).calls).toBe(150);
    expect((await list()).map(({ Key }) => Key)).toContain(other);
    await aws.call("s3", "DeleteObject", { Bucket: BUCKET, Key: other });
    const all = await records();
    expect(new Set(all.map(({ record }) => record.requestId)).size).toBe(150);
    const bodies = (await list()).filter(({ Key }) => Key.includes("/data/"));
    for (const { Key } of bodies)
      expect(
        all.some(({ record }) => Key.includes(record.requestId)),
        Key,
      ).toBe(true);
  });

  it("fills the running month up to now; later it goes on where it was", async () => {
    const now = new Date("2026-11-12T13:30:00Z");
    const { seed, list, records, answer } = await seeded("2026-11", 800, { now });
    const first = await records();
    expect(first.length).toBeGreaterThan(100);
    for (const { record } of first) expect(Date.parse(record.timestamp)).toBeLessThanOrEqual(now.getTime());
    expect(answer.calls).toBe(new Set(first.map(({ record }) => record.requestId)).size);
    const before = await list();
    const later = await seed(800, LATER);
    expect(later.calls).toBe(800);
    expect(await list()).toEqual(expect.arrayContaining(before));
  });

  it("has token counts only where bodies are not delivered", async () => {
    const { records, list } = await seeded("2026-10", 200, { deliverText: false });
    expect((await list()).some(({ Key }) => Key.includes("/data/"))).toBe(false);
    for (const { record } of await records()) {
      expect(record.output.outputBodyJson).toBeUndefined();
      expect(record.input["inputBodyJson"]).toBeUndefined();
    }
  });
});
