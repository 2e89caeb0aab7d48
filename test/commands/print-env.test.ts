import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { applied, company, countAttempts } from "../developers/company.js";
import { workspace } from "../support/cli.js";

type Env = Record<string, string>;
const TIERS = ["OPUS", "SONNET", "HAIKU", "FABLE"];
const pins = TIERS.map((tier) => `ANTHROPIC_DEFAULT_${tier}_MODEL`);
const ARN = /^arn:aws:bedrock:us-east-1:123456789012:application-inference-profile\/[a-z0-9]{12}$/;

const envOf = async (ccb: Awaited<ReturnType<typeof applied>>["ccb"], args: string): Promise<Env> =>
  (await ccb(`print-env ${args} --json`)).json<{ env: Env }>().env;

describe("ccb print-env USER", () => {
  it("pins every tier to a profile of the developer's own, in every format of variables", async () => {
    const { ccb } = await applied();
    const env = await envOf(ccb, "bob");
    const own = new Set(pins.map((name) => env[name] ?? ""));
    expect(own.size).toBe(2);
    for (const arn of own) expect(arn).toMatch(ARN);
    for (const format of ["shell", "fish", "powershell", "dotenv", "json", "settings", "managed-settings"]) {
      const { code, out } = await ccb(`print-env bob --format ${format}`);
      expect(code, format).toBe(0);
      for (const name of pins) expect(out, format).toMatch(new RegExp(`${name}\\W+${env[name] ?? "?"}\\W`));
      expect(out).not.toContain("PROFILE_ARN");
    }
    expect(JSON.parse((await ccb("print-env bob --format settings")).out)).toEqual({ env });
    expect(JSON.parse((await ccb("print-env bob -f json")).out)).toEqual({ env });
  });

  it("is what a shell reads back with eval", async () => {
    const { ccb } = await applied(
      company().replace("team: research", 'team: "research it\'s"').replace("it's", "it-s"),
    );
    const { out } = await ccb("print-env bob");
    const read = execFileSync("sh", ["-c", 'eval "$1"; env', "sh", out], { env: {}, encoding: "utf8" });
    const env = await envOf(ccb, "bob");
    for (const [name, value] of Object.entries(env)) expect(read.split("\n")).toContain(`${name}=${value}`);
  });

  it("says on standard error which tier has no model of its own, and where managed settings belong", async () => {
    const { ccb } = await applied();
    const bob = await ccb("print-env bob");
    expect(bob.err).toMatch(/no opus model: the opus tier is pinned to/);
    expect(bob.out).not.toContain("no opus");
    expect((await ccb("print-env alice --format managed-settings")).err).toContain(
      "/etc/claude-code/managed-settings.json",
    );
  });

  it("starts with the model that is chosen, and refuses one the developer does not have", async () => {
    const { ccb } = await applied();
    const env = await envOf(ccb, "bob --model haiku");
    expect(env["ANTHROPIC_MODEL"]).toBe(env["ANTHROPIC_DEFAULT_HAIKU_MODEL"]);
    const refused = await ccb("print-env bob --model haikku");
    expect(refused).toMatchObject({ code: 3, out: "" });
    expect(refused.err).toContain('Did you mean "haiku"?');
  });

  it("tells somebody who is not onboarded how to be", async () => {
    const { ccb, rewrite } = await applied();
    const unknown = await ccb("print-env dana --json");
    expect(unknown.code).toBe(1);
    expect(unknown.json()).toMatchObject({
      error: { code: "not_onboarded", hint: "to onboard: ccb onboard-dev dana" },
    });
    expect((await ccb("print-env alise")).err).toContain("did you mean alice?");
    rewrite((text) => text.replace("  bob:", "  dana: {}\n  bob:"));
    const unmade = await ccb("print-env dana");
    expect(unmade.err).toContain("dana has no inference profile for opus, sonnet, haiku yet");
    expect(unmade.err).toContain("ccb onboard-dev dana");
  });

  it.each(["yaml", "SHELL", ""])("refuses the format %j with those there are", async (format) => {
    const { cwd } = await applied();
    const { ccb } = await import("../support/cli.js");
    const refused = await ccb(["print-env", "bob", "--format", format, "--sandbox"], { cwd });
    expect(refused.code).toBe(3);
    expect(refused.err).toContain(
      "formats are shell, fish, powershell, dotenv, json, settings, managed-settings",
    );
  });

  it("makes one call, a list, for any format but aws-config", async () => {
    const { ccb } = await applied();
    const attempts = countAttempts();
    for (const format of ["shell", "fish", "powershell", "dotenv", "json", "settings", "managed-settings"]) {
      attempts.reset();
      await ccb(`print-env alice --format ${format}`);
      expect(attempts.list()).toEqual(["bedrock:ListInferenceProfiles"]);
    }
    attempts.reset();
    await ccb("print-env");
    expect(attempts.list()).toEqual([]);
  });

  it("takes two more calls for the header of a guardrail", async () => {
    const topics = "topics: [{ name: Advice, definition: Advice on what to buy. }]";
    const { ccb } = await applied(company(`guardrail: { enabled: true, ${topics} }\n`));
    const attempts = countAttempts();
    const env = await envOf(ccb, "alice");
    expect(attempts.list().toSorted()).toEqual([
      "bedrock:ListGuardrails",
      "bedrock:ListGuardrails",
      "bedrock:ListInferenceProfiles",
    ]);
    expect(env["ANTHROPIC_CUSTOM_HEADERS"]).toMatch(
      /^X-Amzn-Bedrock-GuardrailIdentifier: [a-z0-9]+\nX-Amzn-Bedrock-GuardrailVersion: 1$/,
    );
    const { out } = await ccb("print-env alice");
    const script = 'eval "$1"; printf %s "$ANTHROPIC_CUSTOM_HEADERS"';
    expect(execFileSync("sh", ["-c", script, "sh", out], { encoding: "utf8" })).toBe(
      env["ANTHROPIC_CUSTOM_HEADERS"],
    );
  });

  it("adds overrides to settings where a family has several models", async () => {
    const yaml = company()
      .replace("  haiku: ", "  former: { copyFrom: us.anthropic.claude-opus-4-5-20251101-v1:0 }\n  haiku: ")
      .replace("models: [opus, sonnet, haiku] }", "models: [opus, former, sonnet, haiku] }");
    const { ccb } = await applied(yaml);
    const settings = JSON.parse((await ccb("print-env alice -f settings")).out) as {
      env: Env;
      modelOverrides: Env;
    };
    expect(settings.modelOverrides).toEqual({
      "claude-opus-4-5-20251101": expect.stringMatching(ARN) as string,
    });
    expect(settings.modelOverrides["claude-opus-4-5-20251101"]).not.toBe(
      settings.env["ANTHROPIC_DEFAULT_OPUS_MODEL"],
    );
  });

  it("tells two aliases of one model apart", async () => {
    const yaml = company()
      .replace("  haiku: ", "  opus2: { copyFrom: us.anthropic.claude-opus-4-6-v1 }\n  haiku: ")
      .replace("models: [opus, sonnet, haiku] }", "models: [opus, opus2] }");
    const { ccb } = await applied(yaml);
    const listed = (await ccb("list-devs --json")).json<{
      developers: { user: string; profiles: Record<string, { arn: string }> }[];
    }>();
    const profiles = listed.developers.find(({ user }) => user === "alice")?.profiles;
    for (const alias of ["opus", "opus2"]) {
      const env = await envOf(ccb, `alice --model ${alias}`);
      expect(env["ANTHROPIC_MODEL"]).toBe(profiles?.[alias]?.arn);
    }
  });
});

describe("ccb print-env without a user", () => {
  it("prints what everybody shares: the system profiles of the YAML's defaults", async () => {
    const { ccb } = workspace(company());
    const env = await envOf(ccb, "");
    expect(env).toMatchObject({
      ANTHROPIC_DEFAULT_OPUS_MODEL: "us.anthropic.claude-opus-4-6-v1",
      ANTHROPIC_DEFAULT_SONNET_MODEL: "us.anthropic.claude-sonnet-4-6",
      ANTHROPIC_DEFAULT_HAIKU_MODEL: "us.anthropic.claude-haiku-4-5-20251001-v1:0",
    });
    expect(env).toHaveProperty("ANTHROPIC_DEFAULT_FABLE_MODEL");
    expect(env).not.toHaveProperty("OTEL_RESOURCE_ATTRIBUTES");
  });
});

describe("ccb print-env --format aws-config", () => {
  it("assumes the developer role without Identity Center", async () => {
    const { ccb } = await applied();
    expect((await ccb("print-env alice --format aws-config")).out).toBe(
      `[profile claude-code]
role_arn = arn:aws:iam::123456789012:role/claude-code-developer
source_profile = default
role_session_name = alice
region = us-east-1
`,
    );
  });

  it("signs in with Identity Center where the YAML uses it, in its home region", async () => {
    const sso = "attribution:\n  sso: { enabled: true, groups: [claude-code-engineering] }\n";
    const { ccb } = workspace(company(sso).replace("us-east-1", "us-west-2"));
    const { code, out } = await ccb("print-env --format aws-config");
    expect(code).toBe(0);
    expect(out).toContain(
      "[sso-session claude-code]\nsso_start_url = https://d-9067a1b2c3.awsapps.com/start\n",
    );
    expect(out).toContain("sso_region = us-east-1\n");
    expect(out).toContain(
      "sso_account_id = 123456789012\nsso_role_name = claude-code-developer\nregion = us-west-2\n",
    );
    const settings = JSON.parse((await ccb("print-env --format settings")).out) as { awsAuthRefresh: string };
    expect(settings.awsAuthRefresh).toBe("aws sso login --profile claude-code");
  });
});

it.each([
  ["us-gov-east-1", "us-gov-west-1", "https://start.us-gov-home.awsapps.com/directory/d-9067a1b2c3"],
  ["cn-northwest-1", "cn-north-1", "https://start.home.awsapps.cn/directory/d-9067a1b2c3"],
])("a stack of %s signs in where its partition does", async (region, home, url) => {
  const sso = "attribution:\n  sso: { enabled: true, groups: [claude-code-engineering] }\n";
  const { ccb } = workspace(
    company(sso).replace("us-east-1", region).replaceAll("us.anthropic", "anthropic"),
  );
  const { out } = await ccb("print-env --format aws-config");
  expect(out).toContain(`sso_start_url = ${url}\nsso_region = ${home}\n`);
});

describe("ccb print-env --merge FILE", () => {
  it("keeps what the file holds, writes only what differs, and does not repeat the file", async () => {
    const { ccb, write, read } = await applied();
    const mine =
      '{\n    "theme": "dark",\n    "env": { "MY_TOKEN": "secret", "AWS_REGION": "eu-west-1" }\n}\n';
    write("settings.json", mine);
    const first = await ccb("print-env alice --merge settings.json");
    expect(first.code).toBe(0);
    expect(first.out + first.err).not.toContain("secret");
    expect(first.err).toContain("settings.json updated.");
    const merged = JSON.parse(read("settings.json")) as { theme: string; env: Env };
    expect(merged.theme).toBe("dark");
    expect(merged.env).toEqual({ MY_TOKEN: "secret", ...(await envOf(ccb, "alice")) });
    const text = read("settings.json");
    expect(text.startsWith('{\n    "theme": "dark",\n')).toBe(true);
    expect((await ccb("print-env alice --merge settings.json")).err).toContain(
      "settings.json is up to date.",
    );
    expect(read("settings.json")).toBe(text);
  });

  it("makes a file, and its folder, that are not there", async () => {
    const { ccb, cwd, read } = await applied();
    expect((await ccb("print-env alice --merge ~/.claude/settings.json", { env: { HOME: cwd } })).code).toBe(
      0,
    );
    expect(JSON.parse(read(".claude/settings.json"))).toEqual({ env: await envOf(ccb, "alice") });
  });

  it.each([
    ['{ "env": [] }', "settings.json:1:10: "],
    ['{\n  "env": {}, // mine\n}', "settings.json:2:"],
    ["[]", "settings.json:1:1: "],
  ])("refuses %j with the place, and leaves it alone", async (text, place) => {
    const { ccb, write, read } = await applied();
    write("settings.json", text);
    const refused = await ccb("print-env alice --merge settings.json --json");
    expect(refused.code).toBe(3);
    expect(refused.json<{ error: { message: string } }>().error.message).toContain(place);
    expect(read("settings.json")).toBe(text);
  });

  it("refuses a folder and another format", async () => {
    const { ccb, cwd } = await applied();
    mkdirSync(join(cwd, "folder"));
    expect((await ccb("print-env alice --merge folder")).code).toBe(3);
    expect((await ccb("print-env alice --merge settings.json --format fish")).code).toBe(3);
  });
});

it("no file names a variable Claude Code does not read", () => {
  const name = ["CLAUDE_CODE_BEDROCK", "PROFILE_ARN"].join("_");
  const root = join(import.meta.dirname, "../..");
  const files = ["src", "reconcilers", "templates", "examples", "docs", "bin"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => readFileSync(file, "utf8").includes(name))).toEqual([]);
});
