import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ccb } from "../support/cli.js";
import { IDENTITY, awsEnvironment, endpoint, queryError } from "../support/endpoint.js";
import { temporaryFolder } from "../support/sandbox.js";
import { SMALL } from "../support/yaml.js";

const KEYS = { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" };
const QUICK_MS = 5000;

/** Runs `ccb plan` against what the environment says; fails when it takes longer than a person waits. */
async function plan(args = ""): Promise<{ code: number; err: string; error: Record<string, string> }> {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "ccb.yaml"), SMALL);
  const start = performance.now();
  const text = await ccb(`plan ${args}`, { cwd });
  expect(performance.now() - start).toBeLessThan(QUICK_MS);
  expect(text.out).toBe("");
  expect(text.err).not.toMatch(/^\s+at |bug/m);
  const json = await ccb(`plan --json ${args}`, { cwd });
  expect(json.code).toBe(text.code);
  return { code: text.code, err: text.err, error: json.json<{ error: Record<string, string> }>().error };
}

describe("ccb plan without a working account", () => {
  it("says that AWS does not know the credentials", async () => {
    const url = await endpoint(() =>
      queryError("InvalidClientTokenId", "The security token included in the request is invalid."),
    );
    awsEnvironment({ ...KEYS, AWS_ENDPOINT_URL: url });
    const { code, err, error } = await plan();
    expect(code).toBe(1);
    expect(error["code"]).toBe("bad_credentials");
    expect(err.trimEnd().split("\n")).toEqual([
      "Error: sts:GetCallerIdentity: The security token included in the request is invalid.",
      expect.stringMatching(/credentials in us-east-1.*profile.*region is enabled/) as string,
    ]);
  });

  it("names the Region that --region chose, which may be one the account has not enabled", async () => {
    const url = await endpoint(() => queryError("UnrecognizedClientException", "The token is invalid."));
    awsEnvironment({ ...KEYS, AWS_ENDPOINT_URL: url });
    const { code, err } = await plan("--region us-west-1");
    expect(code).toBe(1);
    expect(err).toMatch(/us-west-1.*region is enabled for the account/);
  });

  it("refuses a Region that does not exist before any call", async () => {
    let asked = 0;
    const url = await endpoint(() => ((asked += 1), IDENTITY));
    awsEnvironment({ ...KEYS, AWS_ENDPOINT_URL: url });
    const { code, err } = await plan("--region us-esat-1");
    expect(code).toBe(3);
    expect(err).toContain("did you mean `us-east-1`?");
    expect(asked).toBe(0);
  });

  it("says that the session has expired, and how to sign in again", async () => {
    const url = await endpoint(() =>
      queryError("ExpiredToken", "The security token included in the request is expired", 400),
    );
    awsEnvironment({ ...KEYS, AWS_SESSION_TOKEN: "old", AWS_ENDPOINT_URL: url });
    const { code, err, error } = await plan();
    expect([code, error["code"]]).toEqual([1, "expired_credentials"]);
    expect(err).toMatch(/is expired\nsign in again, for example `aws sso login`\n$/);
  });

  it("shows a refusal in AWS's own words, action and resource included", async () => {
    const sentence =
      "User: arn:aws:iam::111122223333:user/me is not authorized to perform: bedrock:ListInferenceProfiles " +
      "on resource: arn:aws:bedrock:us-east-1:111122223333:inference-profile/* " +
      "because no identity-based policy allows the bedrock:ListInferenceProfiles action";
    const url = await endpoint(({ service }) =>
      service === "sts"
        ? IDENTITY
        : {
            status: 403,
            type: "application/json",
            headers: { "x-amzn-errortype": "AccessDeniedException" },
            body: JSON.stringify({ message: sentence }),
          },
    );
    awsEnvironment({ ...KEYS, AWS_ENDPOINT_URL: url });
    const { code, err, error } = await plan();
    expect([code, error["code"]]).toEqual([1, "access_denied"]);
    expect(err).toContain(sentence);
    expect(error["message"]).toContain(sentence);
    expect(err).toContain("docs/security.md");
  });

  it.each([500, 502, 200])("recognises an HTML page with status %i as not AWS's", async (status) => {
    const body =
      "<!DOCTYPE html><html><head><title>Proxy</title></head><body><h1>Error</h1><br></body></html>";
    const url = await endpoint(() => ({ status, type: "text/html", body }));
    awsEnvironment({ ...KEYS, AWS_ENDPOINT_URL: url });
    const { code, err } = await plan();
    expect(code).toBe(1);
    expect(err).toMatch(/^Error: sts:GetCallerIdentity: /);
    expect(err.trimEnd().split("\n").length).toBeLessThanOrEqual(2);
    expect(err).toMatch(/answered something that is not AWS's/);
  });

  it("says that the endpoint cannot be reached, and which one it is", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    awsEnvironment({ ...KEYS, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` });
    const { code, err, error } = await plan();
    expect([code, error["code"]]).toEqual([1, "unreachable"]);
    expect(err).toContain(`http://127.0.0.1:${port}`);
  });

  it("asks for credentials when there are none", async () => {
    awsEnvironment({ AWS_ENDPOINT_URL: await endpoint(() => IDENTITY) });
    const { code, err, error } = await plan();
    expect([code, error["code"]]).toEqual([1, "no_credentials"]);
    expect(err).toMatch(/aws sso login.*--profile.*--sandbox/);
  });

  it("names a profile that does not exist", async () => {
    awsEnvironment({ AWS_ENDPOINT_URL: await endpoint(() => IDENTITY) });
    const { code, err } = await plan("--profile nowhere");
    expect(code).toBe(1);
    expect(err).toContain('no usable AWS credentials in profile "nowhere"');
  });
});
