import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { Aws } from "../../src/aws/aws.js";
import { runCcb } from "../../src/cli.js";
import { workspace } from "../support/cli.js";
import { awsEnvironment } from "../support/endpoint.js";
import { buildProgram } from "../support/program.js";
import { SMALL } from "../support/yaml.js";

interface Serving {
  endpoint: string;
  region: string;
  account: string;
  env: Record<string, string>;
}

/** Runs `ccb sandbox serve ARGS` in process until it listens. */
async function serving(args: string, yaml = SMALL, env: Record<string, string> = {}) {
  const space = workspace(yaml);
  const stop = new AbortController();
  const text = { out: "", err: "" };
  let listens = () => {};
  const listening = new Promise<void>((resolve) => (listens = resolve));
  const ended = runCcb(`sandbox serve ${args}`.trim().split(" "), {
    out: (part) => {
      text.out += part;
      listens();
    },
    err: (part) => (text.err += part),
    ...{ interactive: false, canAsk: false, color: false, columns: 80, env, cwd: space.cwd },
    ask: async () => "",
    signal: stop.signal,
  });
  onTestFinished(() => stop.abort());
  await Promise.race([listening, ended]);
  return { ...space, text, ended, stop: () => stop.abort() };
}

describe("ccb sandbox serve", () => {
  it("prints what to set, serves the account of the folder, and ends on Ctrl-C", async () => {
    const { text, ended, stop, ccb } = await serving("");
    const env = Object.fromEntries(
      text.out
        .trim()
        .split("\n")
        .map((line) => /^export (\w+)='(.*)'$/.exec(line)?.slice(1) ?? []),
    ) as Record<string, string>;
    expect(env).toEqual({
      AWS_ENDPOINT_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
      AWS_ACCESS_KEY_ID: "sandbox",
      AWS_SECRET_ACCESS_KEY: "sandbox",
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
    });
    expect(text.err).toMatch(/Simulated AWS account in .*nothing real/);
    expect((await ccb("apply --yes")).code).toBe(0);
    awsEnvironment(env);
    const aws = new Aws({ region: "us-east-1" });
    const Bucket = "acme-corp-bedrock-invocation-logs";
    const Tagging = { TagSet: [{ Key: "ccb:stack", Value: "claude-code" }] };
    await aws.call("s3", "PutBucketTagging", { Bucket, Tagging });
    const drifted = await ccb("plan --detailed-exitcode");
    expect([drifted.code, drifted.out]).toEqual([2, expect.stringContaining(Bucket)]);
    expect((await ccb("apply --yes --adopt")).code).toBe(0);
    expect((await ccb("plan --detailed-exitcode")).code).toBe(0);
    stop();
    expect(await ended).toBe(130);
    await expect(fetch(env["AWS_ENDPOINT_URL"] ?? "")).rejects.toThrow("fetch failed");
  });

  it("prints one JSON document as soon as it listens, and nothing after it", async () => {
    const { text, ended, stop } = await serving(
      "--json",
      SMALL.replace("us-east-1", "eu-west-1").replace("copyFrom: us.", "copyFrom: eu."),
    );
    const document = JSON.parse(text.out) as Serving;
    expect(document).toMatchObject({ region: "eu-west-1", account: "123456789012" });
    expect(document.env["AWS_ENDPOINT_URL"]).toBe(document.endpoint);
    stop();
    expect(await ended).toBe(130);
    expect(JSON.parse(text.out)).toEqual(document);
  });

  it("needs no YAML, and takes the Region of the command line", async () => {
    const { text } = await serving("--json --region eu-central-1 --config nowhere.yaml");
    expect(JSON.parse(text.out)).toMatchObject({ region: "eu-central-1" });
  });

  it("tells each answer when asked to, and no content", async () => {
    const { text } = await serving("--json --verbose");
    const { env } = JSON.parse(text.out) as Serving;
    awsEnvironment(env);
    const aws = new Aws({ region: "us-east-1", retry: { maxAttempts: 1 } });
    await aws.call("s3", "CreateBucket", { Bucket: "bucket" });
    await aws.call("s3", "PutObject", { Bucket: "bucket", Key: "k", Body: "secret words" });
    await expect(aws.call("iam", "GetRole", { RoleName: "nobody" })).rejects.toThrow("nobody");
    expect(text.err).toContain("200 s3:PutObject us-east-1\n");
    expect(text.err).toContain("404 iam:GetRole us-east-1 NoSuchEntityException: ");
    expect(text.err).not.toContain("secret words");
  });

  it("has the faults of the environment", async () => {
    const deny = { "iam:ListRoles": { name: "AccessDeniedException", message: "you may not", status: 403 } };
    const { text } = await serving("--json", SMALL, { CCB_SANDBOX_FAULTS: JSON.stringify({ deny }) });
    awsEnvironment((JSON.parse(text.out) as Serving).env);
    await expect(new Aws({ region: "us-east-1" }).call("iam", "ListRoles", {})).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: "you may not",
    });
  });

  it("warns when other machines can reach it", async () => {
    const { text } = await serving("--host 0.0.0.0");
    expect(text.err).toContain("can be reached from other machines");
  });

  it.each([
    ["--port many", 3, "whole number from 0"],
    ["--port 65536", 3, "whole number from 0"],
    ["--port -1", 3, "whole number from 0"],
    ["--host 192.0.2.1", 1, "is no address of this machine"],
  ])("refuses %s", async (args, code, message) => {
    const { ended, text } = await serving(args);
    expect([await ended, text.out, text.err]).toEqual([code, "", expect.stringContaining(message)]);
  });

  it("says that the port is in use", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void other.close());
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    const { ended, text } = await serving(`--port ${port}`);
    expect([await ended, text.err]).toEqual([1, expect.stringContaining(`127.0.0.1:${port} is in use`)]);
  });

  it("as a program: ends with 130 at Ctrl-C, its document whole", async () => {
    const program = buildProgram();
    onTestFinished(program.remove);
    const { cwd } = workspace(SMALL);
    const { child, ended } = program.start(cwd, "sandbox serve --json");
    await new Promise((resolve) => child.stdout?.once("data", resolve));
    child.kill("SIGINT");
    const { code, out } = await ended;
    expect([code, (JSON.parse(out) as Serving).account]).toEqual([130, "123456789012"]);
  });
});
