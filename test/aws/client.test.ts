import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { Aws } from "../../src/aws/aws.js";

/** An endpoint on this machine that notes which paths are asked for. */
async function endpoint() {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(`${request.method} ${request.headers.host?.split(":")[0]} ${request.url?.split("?")[0]}`);
    response.writeHead(200, { date: "Fri, 20 Nov 2026 08:00:00 GMT" });
    response.end("text");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close());
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
  onTestFinished(() => void vi.unstubAllEnvs());
  return { paths, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe("createClient", () => {
  test.each(["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"])("%s: S3 is addressed by path", async (variable) => {
    const { paths, url } = await endpoint();
    vi.stubEnv(variable, url);
    const aws = new Aws({ region: "us-east-1", retry: { maxAttempts: 1 } });
    const { Body } = await aws.call("s3", "GetObject", { Bucket: "bucket", Key: "a/b" });
    expect(await Body?.transformToString()).toBe("text");
    expect(paths).toEqual(["GET 127.0.0.1 /bucket/a/b"]);
    expect(aws.serverTime("s3")).toEqual(new Date("2026-11-20T08:00:00Z"));
  });
});
