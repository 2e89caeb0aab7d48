import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadSharedConfigFiles, loadSsoSessionData } from "@smithy/core/config";
import { describe, expect, test } from "vitest";
import { environmentOf } from "../../../src/env/environment.js";
import { awsConfig } from "../../../src/env/formats/aws-config.js";
import { alice } from "../sample.js";

const role = "arn:aws:iam::123456789012:role/claude-code-developer";
const identityCenter = { region: "eu-west-1", permissionSet: "claude-code-developer" };

/** Reads the text as the AWS SDK does. */
async function read(text: string) {
  const folder = mkdtempSync(join(tmpdir(), "ccb-"));
  const configFilepath = join(folder, "config");
  writeFileSync(configFilepath, text);
  const { configFile } = await loadSharedConfigFiles({ configFilepath, filepath: join(folder, "none") });
  const sessions = await loadSsoSessionData({ configFilepath });
  rmSync(folder, { recursive: true });
  return { profiles: configFile, sessions };
}

const rendered = (changes: Parameters<typeof alice>[0]) => awsConfig.render(environmentOf(alice(changes)));

describe("aws-config", () => {
  test("with Identity Center: a session and the profile that signs in with it", async () => {
    const text = rendered({
      accountId: "123456789012",
      identityCenter: { ...identityCenter, startUrl: "https://d-1234567890.awsapps.com/start" },
      roleArn: role,
    });
    const { profiles, sessions } = await read(text);
    expect(sessions).toEqual({
      "claude-code": {
        sso_start_url: "https://d-1234567890.awsapps.com/start",
        sso_region: "eu-west-1",
        sso_registration_scopes: "sso:account:access",
      },
    });
    expect(profiles["claude-code"]).toEqual({
      sso_session: "claude-code",
      sso_account_id: "123456789012",
      sso_role_name: "claude-code-developer",
      region: "us-east-1",
    });
  });

  test("what is not known is left to fill in, and that is said", async () => {
    const environment = environmentOf(alice({ identityCenter }));
    const { sessions } = await read(awsConfig.render(environment));
    expect(sessions["claude-code"]).not.toHaveProperty("sso_start_url");
    expect(awsConfig.render(environment)).toContain("# sso_start_url =\n");
    expect(awsConfig.notes?.(environment)).toEqual(["fill in before use: sso_start_url, sso_account_id"]);
  });

  test("without Identity Center: the role, assumed under the developer's name", async () => {
    const environment = environmentOf(alice({ roleArn: role }));
    const { profiles } = await read(awsConfig.render(environment));
    expect(profiles["claude-code"]).toEqual({
      role_arn: role,
      source_profile: "default",
      role_session_name: "alice",
      region: "us-east-1",
    });
    expect(awsConfig.notes?.(environment)).toEqual([]);
  });

  test.each([
    ["a", "a-"],
    ["Bob B", "Bob-B"],
    ["x".repeat(80), "x".repeat(64)],
  ])("the session of %j is %s, which STS takes", (name, session) => {
    const user = { name, team: "t", project: "p", costCenter: "c" };
    expect(rendered({ roleArn: role, user })).toContain(`role_session_name = ${session}\n`);
  });

  test("everybody's profile names no session", () => {
    const { user: _alice, ...shared } = alice({ roleArn: role });
    expect(awsConfig.render(environmentOf(shared))).not.toContain("role_session_name");
  });
});
