import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Context, type GlobalOptions } from "../../src/commands/context.js";
import { placeOf } from "../../src/commands/place.js";
import type { Io } from "../../src/ui/io.js";
import { placeInWords, renderPlace } from "../../src/ui/place.js";
import { style } from "../../src/ui/style.js";
import { awsEnvironment } from "../support/endpoint.js";
import { temporaryFolder } from "../support/sandbox.js";

const STACK = { name: "claude-code", account: "123456789012", region: "us-east-1", partition: "aws" };
const AT = "Account 123456789012, Region us-east-1, stack claude-code";

function context(options: GlobalOptions = {}, env: Record<string, string> = {}): Context {
  return new Context({ env, cwd: temporaryFolder() } as unknown as Io, options);
}

async function shown(options: GlobalOptions, env: Record<string, string> = {}): Promise<string> {
  awsEnvironment(env);
  return renderPlace(await placeOf(context(options, env), STACK), style(false));
}

test("a place is account, Region and stack where nothing else is set", async () => {
  expect(await shown({})).toBe(`${AT}\n\n`);
});

test("the profile in force is named: --profile, else AWS_PROFILE", async () => {
  expect(await shown({}, { AWS_PROFILE: "dev" })).toBe(`${AT}, profile dev\n\n`);
  expect(await shown({ profile: "ops" }, { AWS_PROFILE: "dev" })).toBe(`${AT}, profile ops\n\n`);
});

test("the endpoint in force is named, without its password", async () => {
  const env = {
    AWS_ENDPOINT_URL: "http://user:s3cret@localhost:4566",
    AWS_ENDPOINT_URL_S3: "http://s3:9000",
  };
  const text = `${AT}, endpoint http://user:****@localhost:4566, endpoint http://s3:9000 for s3\n\n`;
  expect(await shown({}, env)).toBe(text);
  expect(await shown({}, { ...env, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" })).toBe(`${AT}\n\n`);
});

test("the endpoint of a profile in the configuration file is named too", async () => {
  const AWS_CONFIG_FILE = join(temporaryFolder(), "config");
  writeFileSync(AWS_CONFIG_FILE, "[profile emulator]\nendpoint_url = http://localhost:5000\n");
  expect(await shown({}, { AWS_CONFIG_FILE, AWS_PROFILE: "emulator" })).toBe(
    `${AT}, profile emulator, endpoint http://localhost:5000\n\n`,
  );
});

test("in the simulated account neither is in force, and it is called simulated", async () => {
  const env = { AWS_PROFILE: "dev", AWS_ENDPOINT_URL: "http://localhost:4566", CCB_SANDBOX: "here" };
  expect(await shown({}, env)).toBe(
    "Account 123456789012 (simulated), Region us-east-1, stack claude-code\n\n",
  );
});

test("a question names the same", () => {
  const place = { stack: STACK, profile: "dev", endpoints: ["http://localhost:4566"], simulated: false };
  expect(placeInWords(place)).toBe(
    "stack claude-code in account 123456789012, us-east-1 (profile dev, endpoint http://localhost:4566)",
  );
});
