import { describe, expect, test } from "vitest";
import { environmentOf } from "../../src/env/environment.js";
import { FORMATS, environmentDocument, formatNotes, renderEnvironment } from "../../src/env/formats.js";
import { alice, arn, profile, profiles } from "./sample.js";

const identityCenter = { region: "us-east-1", permissionSet: "claude-code-developer" };
const former = profile("former", "anthropic.claude-opus-4-1-20250805-v1:0");
const environment = environmentOf(alice({ identityCenter, profiles: [...profiles("opus"), former] }));
const parsed = (format: (typeof FORMATS)[number]) =>
  JSON.parse(renderEnvironment(format, environment)) as Record<string, unknown>;

describe("renderEnvironment", () => {
  test("shell is the default, and every format ends in a newline", () => {
    expect(FORMATS[0]).toBe("shell");
    for (const format of FORMATS) expect(renderEnvironment(format, environment)).toMatch(/[^\n]\n$/);
  });

  test("json is the variables", () => {
    expect(parsed("json")).toEqual({ env: environment.env });
  });

  test.each(["settings", "managed-settings"] as const)("%s is a settings.json", (format) => {
    expect(parsed(format)).toEqual({
      env: environment.env,
      modelOverrides: { "claude-opus-4-6": arn("opus"), "claude-opus-4-1-20250805": arn("former") },
      availableModels: [arn("opus"), arn("former")],
      modelPicker: environment.modelPicker,
      awsAuthRefresh: "aws sso login --profile claude-code",
    });
  });

  test("settings have no key without a value", () => {
    const none = environmentOf(alice({ profiles: [] }));
    expect(JSON.parse(renderEnvironment("settings", none))).toEqual({ env: none.env });
  });
});

describe("environmentDocument", () => {
  test("is what the format says, and has the variables in any case", () => {
    for (const format of FORMATS) expect(environmentDocument(format, environment).env).toBe(environment.env);
    for (const format of ["json", "settings", "managed-settings"] as const) {
      expect(environmentDocument(format, environment)).toEqual(parsed(format));
    }
    expect(environmentDocument("shell", environment)).toEqual({ env: environment.env });
    expect(environmentDocument("aws-config", environment)).toMatchObject({
      awsConfig: {
        "sso-session claude-code": { sso_start_url: null, sso_region: "us-east-1" },
        "profile claude-code": { sso_role_name: "claude-code-developer", region: "us-east-1" },
      },
    });
  });
});

describe("formatNotes", () => {
  test("managed settings say where they belong on each system", () => {
    const notes = formatNotes("managed-settings", environment).join("\n");
    for (const place of [
      "/Library/Application Support/ClaudeCode/managed-settings.json",
      "/etc/claude-code/managed-settings.json",
      "C:\\Program Files\\ClaudeCode\\managed-settings.json",
    ]) {
      expect(notes).toContain(place);
    }
  });

  test("formats of variables name the models they cannot reach", () => {
    for (const format of ["shell", "fish", "powershell", "dotenv", "json"] as const) {
      expect(formatNotes(format, environment).join("\n")).toContain("left out are former;");
      expect(formatNotes(format, environmentOf(alice()))).toEqual([]);
    }
    expect(formatNotes("settings", environment)).toEqual([]);
  });
});
