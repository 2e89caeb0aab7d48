import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { Aws } from "../../src/aws/aws.js";

/** An endpoint on this machine that notes which paths are asked for. */
async function endpoint() {
  const paths: string[] = [];
  const signatures: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    paths.push(`${request.method} ${request.headers.host?.split(":")[0]} ${request.url?.split("?")[0]}`);
    signatures.push(request.headers.authorization?.split(" ")[0]);
    response.writeHead(200, { date: "Fri, 20 Nov 2026 08:00:00 GMT" });
    response.end("text");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close());
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
  onTestFinished(() => void vi.unstubAllEnvs());
  return { paths, signatures, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
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

  test.each<Record<string, string>>([
    { AWS_BEARER_TOKEN_BEDROCK: "a-token-of-another-account" },
    { AWS_AUTH_SCHEME_PREFERENCE: "httpBearerAuth" },
  ])("every service is called with SigV4, also with %j in the environment", async (settings) => {
    const { signatures, url } = await endpoint();
    vi.stubEnv("AWS_ENDPOINT_URL", url);
    for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
    const aws = new Aws({ region: "us-east-1", retry: { maxAttempts: 1 } });
    // Whether the text that comes back is an answer of the service is not the question.
    await aws.call("bedrock", "ListGuardrails", {}).catch(() => {});
    await aws.call("bedrock", "GetModelInvocationLoggingConfiguration", {}).catch(() => {});
    await aws.call("s3", "ListBuckets", {}).catch(() => {});
    await aws.call("iam", "ListRoles", {}).catch(() => {});
    expect(signatures).toEqual(Array.from({ length: 4 }, () => "AWS4-HMAC-SHA256"));
  });
});
