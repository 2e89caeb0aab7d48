import { describe, expect, test } from "vitest";
import { environmentOf } from "../../src/env/environment.js";
import { FORMATS, formatNotes, renderEnvironment } from "../../src/env/formats.js";
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
      modelOverrides: { "claude-opus-4-1-20250805": arn("former") },
      awsAuthRefresh: "aws sso login --profile claude-code",
    });
  });

  test("settings have no key without a value", () => {
    const plain = environmentOf(alice());
    expect(JSON.parse(renderEnvironment("settings", plain))).toEqual({ env: plain.env });
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
      expect(formatNotes(format, environment).join("\n")).toContain("claude-opus-4-1-20250805");
      expect(formatNotes(format, environmentOf(alice()))).toEqual([]);
    }
    expect(formatNotes("settings", environment)).toEqual([]);
  });
});
