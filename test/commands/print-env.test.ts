import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { applied, company, countAttempts } from "../developers/company.js";
import { workspace } from "../support/cli.js";

type Env = Record<string, string>;
interface Settings {
  env: Env;
  modelOverrides: Env;
  availableModels: string[];
  modelPicker: { options: { model: string }[] };
}
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
    expect(JSON.parse((await ccb("print-env bob --format settings")).out)).toMatchObject({ env });
    expect(JSON.parse((await ccb("print-env bob -f json")).out)).toEqual({ env });
  });

  it("lets every way of naming a model end at the developer's own profiles", async () => {
    const { ccb } = await applied();
    const { json } = await ccb("print-env bob -f settings --json");
    const { env, modelOverrides, availableModels, modelPicker } = json<Settings>();
    expect(env["ANTHROPIC_MODEL"]).toBe(env["ANTHROPIC_DEFAULT_SONNET_MODEL"]);
    expect(env["ANTHROPIC_SMALL_FAST_MODEL"]).toBe(env["ANTHROPIC_DEFAULT_HAIKU_MODEL"]);
    expect(modelOverrides).toEqual({
      "claude-sonnet-4-6": env["ANTHROPIC_DEFAULT_SONNET_MODEL"],
      "claude-haiku-4-5-20251001": env["ANTHROPIC_DEFAULT_HAIKU_MODEL"],
    });
    expect(availableModels).toEqual(Object.values(modelOverrides));
    expect(modelPicker.options.map(({ model }) => model)).toEqual(availableModels);
    const managed = await ccb("print-env bob -f managed-settings");
    expect(JSON.parse(managed.out)).toEqual(json());
  });

  it("pins a tier to the first model of its family in the developer's order", async () => {
    const yaml = company()
      .replace("  haiku: ", "  opus55: { copyFrom: us.anthropic.claude-opus-5-5 }\n  haiku: ")
      .replace("models: [opus, sonnet, haiku] }", "models: [sonnet, opus55, opus, haiku] }");
    const { ccb } = await applied(yaml);
    const env = await envOf(ccb, "alice");
    expect(env["ANTHROPIC_DEFAULT_OPUS_MODEL_NAME"]).toBe("Opus 5.5");
    expect(env["ANTHROPIC_MODEL"]).toBe(env["ANTHROPIC_DEFAULT_SONNET_MODEL"]);
    const note = "variables cannot say all models at once: left out are opus;";
    expect((await ccb("print-env alice")).err).toContain(note);
    expect((await ccb("print-env alice -f settings")).err).not.toContain(note);
  });

  it("asks for the long window where the YAML does, in every format", async () => {
    const yaml = company().replace("claude-sonnet-4-6 }", "claude-sonnet-4-6, context: 1m }");
    const { ccb } = await applied(yaml);
    const { env, modelOverrides, availableModels } = (
      await ccb("print-env bob -f settings --json")
    ).json<Settings>();
    const pin = env["ANTHROPIC_DEFAULT_SONNET_MODEL"] ?? "";
    expect(pin).toMatch(/^arn:.*\[1m\]$/);
    expect([env["ANTHROPIC_MODEL"], modelOverrides["claude-sonnet-4-6"]]).toEqual([pin, pin]);
    expect(env["ANTHROPIC_DEFAULT_HAIKU_MODEL"]).toMatch(ARN);
    expect(availableModels[0]).toBe(pin.replace("[1m]", ""));
    const { out } = await ccb("print-env bob");
    const script = 'eval "$1"; printf %s "$ANTHROPIC_MODEL"';
    expect(execFileSync("sh", ["-c", script, "sh", out], { encoding: "utf8" })).toBe(pin);
    expect((await envOf(ccb, ""))["ANTHROPIC_MODEL"]).toBe("us.anthropic.claude-opus-4-6-v1");
    const shared = await envOf(ccb, "--model sonnet");
    expect(shared["ANTHROPIC_MODEL"]).toBe("us.anthropic.claude-sonnet-4-6[1m]");
  });

  it("says nothing where all is usual, and warns of what the shell has set", async () => {
    const { ccb } = await applied();
    expect((await ccb("print-env alice --quiet")).err).not.toContain("model");
    expect((await ccb("print-env alice")).err).not.toMatch(/Warning|model/);
    const env = { AWS_BEARER_TOKEN_BEDROCK: "a-secret", CLAUDE_CODE_USE_MANTLE: "1", ANTHROPIC_MODEL: "x" };
    const warned = await ccb("print-env alice -f fish", { env });
    expect(warned.err).toMatch(/Warning: AWS_BEARER_TOKEN_BEDROCK is set in this shell: /);
    expect(warned.err).toContain("CLAUDE_CODE_USE_MANTLE is set in this shell");
    expect(warned.err).not.toMatch(/a-secret|ANTHROPIC_MODEL is set/);
    expect((await ccb("print-env alice -f settings", { env })).err).not.toContain("in this shell");
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
    expect(env["ANTHROPIC_MODEL"]).toBe("us.anthropic.claude-opus-4-6-v1");
    const settings = (await ccb("print-env -f settings --json")).json<Settings>();
    expect(settings.modelOverrides["claude-sonnet-4-6"]).toBe("us.anthropic.claude-sonnet-4-6");
    expect(settings).not.toHaveProperty("availableModels");
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

  it("is one JSON document with --json", async () => {
    const { ccb } = await applied();
    const document = (await ccb("print-env alice -f aws-config --json")).json();
    expect(document).toEqual({
      env: await envOf(ccb, "alice"),
      awsConfig: {
        "profile claude-code": {
          role_arn: "arn:aws:iam::123456789012:role/claude-code-developer",
          source_profile: "default",
          role_session_name: "alice",
          region: "us-east-1",
        },
      },
    });
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
    const settings = (await ccb("print-env alice -f settings --json")).json();
    expect(JSON.parse(read(".claude/settings.json"))).toEqual(settings);
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

  it("keeps others' headers and attributes, and takes out what is ours and gone", async () => {
    const topics = "topics: [{ name: Advice, definition: Advice on what to buy. }]";
    const guardrail = `guardrail: { enabled: true, ${topics} }\n`;
    const { ccb, write, read, rewrite } = await applied(company(guardrail));
    const mine = {
      ANTHROPIC_CUSTOM_HEADERS: "X-Team: blue",
      OTEL_RESOURCE_ATTRIBUTES: "service.name=cc,deployment.environment=prod",
    };
    const envIn = () => (JSON.parse(read("s.json")) as Settings).env;
    write("s.json", `${JSON.stringify({ env: mine }, null, 2)}\n`);
    await ccb("print-env alice --merge s.json");
    expect(envIn()["ANTHROPIC_CUSTOM_HEADERS"]).toMatch(
      /^X-Team: blue\nX-Amzn-Bedrock-GuardrailIdentifier: \w+\n/,
    );
    expect(envIn()["OTEL_RESOURCE_ATTRIBUTES"]).toMatch(
      /^service.name=cc,deployment.environment=prod,user=alice,/,
    );
    const withGuardrail = read("s.json");

    rewrite((text) => text.replace("enabled: true", "enabled: false"));
    const attempts = countAttempts();
    const off = await ccb("print-env alice --merge s.json --json");
    expect(attempts.list().toSorted()).toEqual(["bedrock:ListGuardrails", "bedrock:ListInferenceProfiles"]);
    expect(envIn()["ANTHROPIC_CUSTOM_HEADERS"]).toBe("X-Team: blue");
    expect(off.err).toContain("removed, since it is gone: env.ANTHROPIC_CUSTOM_HEADERS");
    expect(off.json<{ merged: { removed: string[]; changed: boolean } }>().merged).toMatchObject({
      changed: true,
      removed: expect.arrayContaining([
        "env.ANTHROPIC_CUSTOM_HEADERS: x-amzn-bedrock-guardrailversion",
      ]) as unknown,
    });

    expect((await ccb("apply --yes --allow-deletes 1")).code).toBe(0);
    write("s.json", withGuardrail);
    await ccb("print-env alice --merge s.json");
    expect(envIn()["ANTHROPIC_CUSTOM_HEADERS"]).toBe("X-Team: blue");
    expect((await ccb("print-env alice --merge s.json")).err).toContain("s.json is up to date.");
  });

  it("keeps a guardrail of the account that is not the stack's", async () => {
    const { ccb, write, read, rewrite } = await applied(
      company("guardrail: { enabled: true, topics: [{ name: A, definition: b }] }\n"),
    );
    const header = (await envOf(ccb, "alice"))["ANTHROPIC_CUSTOM_HEADERS"] ?? "";
    rewrite((text) => `${text.replace("enabled: true", "enabled: false")}project: other\n`);
    write("s.json", JSON.stringify({ env: { ANTHROPIC_CUSTOM_HEADERS: header } }));
    expect((await ccb("print-env --merge s.json")).code).toBe(0);
    expect((JSON.parse(read("s.json")) as Settings).env["ANTHROPIC_CUSTOM_HEADERS"]).toBe(header);
  });

  it("takes out an alias that is gone, and another developer's profiles, but not another stack's", async () => {
    const yaml = company().replace(
      "  haiku: ",
      "  old: { copyFrom: us.anthropic.claude-opus-4-5-20251101-v1:0 }\n  haiku: ",
    );
    const { ccb, write, read, rewrite } = await applied(
      yaml.replace("models: [opus, sonnet, haiku] }", "models: [opus, old, sonnet, haiku] }"),
    );
    write("s.json", "{}");
    await ccb("print-env alice --merge s.json");
    const before = JSON.parse(read("s.json")) as Settings;
    const old = before.modelOverrides["claude-opus-4-5-20251101"] ?? "";
    expect(old).toMatch(ARN);
    rewrite((text) => text.replace("models: [opus, old,", "models: [opus,"));
    for (const step of ["print-env alice --merge s.json", "apply --yes --allow-deletes 1"]) {
      write("s.json", JSON.stringify(before));
      await ccb(step);
      const { err } = await ccb("print-env alice --merge s.json");
      expect(err).toContain(step.startsWith("apply") ? "removed, since it is gone" : "up to date");
      const after = JSON.parse(read("s.json")) as Settings;
      expect(after.modelOverrides).not.toHaveProperty("claude-opus-4-5-20251101");
      expect(JSON.stringify(after)).not.toContain(old);
    }
    const stranger = old.replace("123456789012", "999999999999");
    write("s.json", JSON.stringify({ ...before, modelOverrides: { "claude-opus-4-1-20250805": stranger } }));
    const bob = await ccb("print-env bob --merge s.json");
    const settings = JSON.parse(read("s.json")) as Settings;
    expect(settings.modelOverrides["claude-opus-4-1-20250805"]).toBe(stranger);
    expect(settings.availableModels).toHaveLength(2);
    expect(settings.availableModels).not.toContain(before.availableModels[0]);
    expect(bob.err).toContain("modelOverrides.claude-opus-4-1-20250805 bypasses the profiles");
  });

  it("names what bypasses the profiles, and no value of it", async () => {
    const { ccb, write, read } = await applied();
    const env = {
      ANTHROPIC_MODEL: "us.anthropic.claude-opus-4-1-20250805-v1:0",
      AWS_BEARER_TOKEN_BEDROCK: "bedrock-api-key-hunter2",
      CLAUDE_CODE_USE_MANTLE: "1",
      CLAUDE_CODE_SUBAGENT_MODEL: "claude-hunter2",
    };
    write("s.json", JSON.stringify({ model: "claude-hunter2", env }));
    const { err, out } = await ccb("print-env alice --merge s.json --json");
    expect(err).toContain("replaced, since it led elsewhere: env.ANTHROPIC_MODEL");
    for (const key of [
      "model",
      "env.AWS_BEARER_TOKEN_BEDROCK",
      "env.CLAUDE_CODE_USE_MANTLE",
      "env.CLAUDE_CODE_SUBAGENT_MODEL",
    ]) {
      expect(err).toContain(`Warning: s.json: ${key} bypasses the profiles`);
    }
    expect(err + out).not.toContain("hunter2");
    const { ANTHROPIC_MODEL: _model, ...others } = env;
    expect(JSON.parse(read("s.json"))).toMatchObject({ model: "claude-hunter2", env: others });
  });

  it("merges what everybody shares over a developer's, without a trace of the developer", async () => {
    const { ccb, write, read } = await applied();
    write("s.json", "{}\n");
    await ccb("print-env alice --merge s.json");
    await ccb("print-env --merge s.json");
    expect(read("s.json")).not.toMatch(/application-inference-profile|alice/);
    expect(JSON.parse(read("s.json"))).not.toHaveProperty("availableModels");
  });

  it.each([
    [
      "deeply nested",
      `{"a": ${"[".repeat(200_000)}${"]".repeat(200_000)}}`,
      "s.json:1:207: nested more than",
    ],
    ["not UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), "s.json: the file is not UTF-8 text"],
    ["larger than any settings", " ".repeat(2_000_001), "s.json: more than 2 MB"],
  ])("refuses a file that is %s, naming it", async (_what, content, message) => {
    const { ccb, write, cwd } = await applied();
    write("s.json", content);
    const refused = await ccb("print-env alice --merge s.json");
    expect(refused).toMatchObject({ code: 3, out: "" });
    expect(refused.err).toContain(message);
    expect(readFileSync(join(cwd, "s.json")).equals(Buffer.from(content))).toBe(true);
  });

  it("says so when the file cannot be written", async () => {
    const { ccb, write, cwd } = await applied();
    write("file", "x");
    const failed = await ccb("print-env alice --merge file/settings.json --json");
    expect(failed.code).not.toBe(0);
    expect(failed.json<{ error: { message: string } }>().error.message).toContain("file/settings.json");
    expect(readFileSync(join(cwd, "file"), "utf8")).toBe("x");
  });

  it("refuses a folder, what is no file, and another format", async () => {
    const { ccb, cwd } = await applied();
    mkdirSync(join(cwd, "folder"));
    execFileSync("sh", ["-c", `mkfifo "$0"`, join(cwd, "pipe")]);
    for (const [name, kind] of [
      ["folder", "a folder"],
      ["pipe", "a named pipe"],
    ]) {
      const refused = await ccb(`print-env alice --merge ${name}`);
      expect(refused.code).toBe(3);
      expect(refused.err).toMatch(new RegExp(`${name}: \\S+/${name} is ${kind}, not a file`));
    }
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
