import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { Aws } from "../../src/aws/aws.js";
import { explain, isDenied, isUnreachable } from "../../src/aws/errors.js";
import { KnownError } from "../../src/errors.js";

function awsError(name: string, message: string, more: object = {}): Error {
  return Object.assign(new Error(message), { name, awsCall: "iam:GetRole", ...more });
}

function explained(error: unknown): KnownError {
  const known = explain(error, "us-east-1");
  expect(known).toBeInstanceOf(KnownError);
  return known as KnownError;
}

const DENIED =
  "User: arn:aws:iam::123456789012:user/x is not authorized to perform: iam:GetRole on resource: role p";

describe("explain", () => {
  test.each([
    [
      "CredentialsProviderError",
      "Could not load credentials from any providers",
      "no_credentials",
      /--profile.*--sandbox/,
    ],
    ["TokenProviderError", "Token is expired", "no_credentials", /aws sso login/],
    ["ExpiredTokenException", "The security token is expired", "expired_credentials", /sign in again/],
    ["ExpiredToken", "The provided token has expired", "expired_credentials", /sign in again/],
    [
      "InvalidClientTokenId",
      "The security token is invalid",
      "bad_credentials",
      /us-east-1.*profile.*region/,
    ],
    ["UnrecognizedClientException", "The security token is invalid", "bad_credentials", /profile/],
    ["SignatureDoesNotMatch", "The signature does not match", "bad_credentials", /profile/],
    ["AccessDenied", DENIED, "access_denied", /docs\/security\.md/],
    ["AccessDeniedException", DENIED, "access_denied", /docs\/security\.md/],
    ["AuthorizationErrorException", DENIED, "access_denied", /docs\/security\.md/],
  ])("%s", (name, message, code, hint) => {
    const original = awsError(name, message);
    const known = explained(original);
    expect(known.code).toBe(code);
    expect(known.message).toContain(message);
    expect(known.hint).toMatch(hint);
    expect(known.exitCode).toBe(1);
    expect(known.cause).toBe(original);
  });

  test("a denial is shown word for word, with the call", () => {
    expect(explained(awsError("AccessDenied", DENIED)).message).toBe(`iam:GetRole: ${DENIED}`);
  });

  test("any other AWS error keeps its name, its words and its call", () => {
    const error = awsError("LimitExceededException", "too many roles", {
      $metadata: { httpStatusCode: 409 },
    });
    expect(explained(error)).toMatchObject({
      code: "aws_error",
      message: "iam:GetRole: LimitExceededException: too many roles",
    });
  });

  test.each([
    ["its own code", awsError("Error", "connect ECONNREFUSED 127.0.0.1:1", { code: "ECONNREFUSED" })],
    [
      "its cause",
      awsError("Error", "failed", { cause: Object.assign(new Error("x"), { code: "ENOTFOUND" }) }),
    ],
    [
      "each of several addresses",
      Object.assign(new AggregateError([Object.assign(new Error("x"), { code: "EHOSTUNREACH" })]), {
        awsCall: "a:B",
      }),
    ],
  ])("an endpoint is unreachable by %s", (_what, error) => {
    expect(isUnreachable(error)).toBe(true);
    const known = explained(error);
    expect(known.code).toBe("unreachable");
    expect(known.message).toMatch(/\w$/);
    expect(known.hint).toMatch(/network.*us-east-1/);
  });

  test("an unreachable emulator is named", () => {
    vi.stubEnv("AWS_ENDPOINT_URL", "http://localhost:4566");
    onTestFinished(() => void vi.unstubAllEnvs());
    const error = awsError("Error", "connect", { code: "ECONNREFUSED" });
    expect(explained(error).hint).toBe("AWS_ENDPOINT_URL is http://localhost:4566: is the emulator running?");
  });

  test("what is no AWS error is handed back as it is", () => {
    const known = new KnownError("internal", "y");
    const bug = new TypeError("undefined is no function");
    for (const error of [known, bug, "text", undefined]) expect(explain(error, "us-east-1")).toBe(error);
  });

  test("a denial is told from other errors", () => {
    expect(isDenied(awsError("ValidationException", "no"))).toBe(false);
    expect(isDenied(awsError("UnauthorizedOperation", "no"))).toBe(true);
  });
});

describe("through the SDK", () => {
  /** An endpoint on this machine that answers everything with one page. */
  async function endpoint(status: number, type: string, body: string): Promise<Aws> {
    const server = createServer((_request, response) => {
      response.writeHead(status, { "content-type": type });
      response.end(body);
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    onTestFinished(() => void server.close());
    vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
    onTestFinished(() => void vi.unstubAllEnvs());
    return new Aws({ region: "us-east-1", retry: { delayScale: 0, maxAttempts: 2 } });
  }

  const HTML = "<html><body>Sign in to the hotel network</body></html>";

  test.each([
    ["logs:DescribeLogGroups", (aws: Aws) => aws.call("logs", "DescribeLogGroups", {})],
    ["bedrock:ListInferenceProfiles", (aws: Aws) => aws.call("bedrock", "ListInferenceProfiles", {})],
    ["iam:GetRole", (aws: Aws) => aws.call("iam", "GetRole", { RoleName: "p" })],
    ["sts:GetCallerIdentity", (aws: Aws) => aws.call("sts", "GetCallerIdentity", {})],
  ])("an HTML page in place of the answer of %s is called what it is", async (name, call) => {
    const error = await call(await endpoint(200, "text/html", HTML)).catch((thrown: unknown) => thrown);
    const known = explained(error);
    expect(known.code).toBe("bad_answer");
    expect(known.message).toContain(`${name}: the endpoint answered something that is not AWS's`);
    expect(known.message).not.toContain("\n");
  });

  test("an object in S3 may be an HTML page", async () => {
    const aws = await endpoint(200, "text/html", HTML);
    const { Body } = await aws.call("s3", "GetObject", { Bucket: "bucket", Key: "report.html" });
    expect(await Body?.transformToString()).toBe(HTML);
  });

  test("an error of the service arrives word for word", async () => {
    const body = JSON.stringify({ __type: "AccessDeniedException", message: DENIED });
    const aws = await endpoint(400, "application/x-amz-json-1.1", body);
    const error = await aws.call("logs", "DescribeLogGroups", {}).catch((thrown: unknown) => thrown);
    expect(explained(error)).toMatchObject({
      code: "access_denied",
      message: `logs:DescribeLogGroups: ${DENIED}`,
    });
  });

  test("nobody at the endpoint is an error within moments", async () => {
    const aws = await endpoint(200, "text/html", HTML);
    vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    const error = await aws.call("logs", "DescribeLogGroups", {}).catch((thrown: unknown) => thrown);
    expect(explained(error).code).toBe("unreachable");
  });
});
