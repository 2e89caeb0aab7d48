import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { environmentOf } from "../../src/env/environment.js";
import { renderEnvironment } from "../../src/env/formats.js";
import { mergeSettings } from "../../src/env/merge-settings.js";
import { alice, profile, profiles, variables } from "./sample.js";

const small = { ...variables({ AWS_REGION: "us-east-1", AWS_PROFILE: "p" }), awsAuthRefresh: "login" };
const full = environmentOf(
  alice({
    guardrail: { id: "gr1", version: "1" },
    identityCenter: { region: "us-east-1", permissionSet: "dev" },
    profiles: [...profiles("opus", "haiku"), profile("former", "anthropic.claude-opus-4-1-20250805-v1:0")],
  }),
);

describe("mergeSettings", () => {
  test.each([undefined, "", " \n"])("with %j there is nothing to keep", (text) => {
    expect(mergeSettings(text, full)).toBe(renderEnvironment("settings", full));
  });

  test("changes what it sets, adds what is missing, keeps the rest in place and style", () => {
    const text = `{
\t"permissions": { "allow": ["Bash(npm:*)"],   "deny": [] },
\t"env": {
\t\t"EDITOR": "vi",
\t\t"AWS_REGION": "eu-west-1"
\t},
\t"big": 12345678901234567890, "ratio": 1.0
}`;
    expect(mergeSettings(text, small)).toBe(`{
\t"permissions": { "allow": ["Bash(npm:*)"],   "deny": [] },
\t"env": {
\t\t"EDITOR": "vi",
\t\t"AWS_REGION": "us-east-1",
\t\t"AWS_PROFILE": "p"
\t},
\t"big": 12345678901234567890, "ratio": 1.0,
\t"awsAuthRefresh": "login"
}`);
  });

  test("makes the objects that are missing, in the text's indentation and line breaks", () => {
    expect(mergeSettings('{\r\n    "model": "opus"\r\n}\r\n', small)).toBe(
      [
        "{",
        '    "model": "opus",',
        '    "env": {',
        '        "AWS_REGION": "us-east-1",',
        '        "AWS_PROFILE": "p"',
        "    },",
        '    "awsAuthRefresh": "login"',
        "}",
        "",
      ].join("\r\n"),
    );
    expect(mergeSettings("{}\n", small)).toBe(
      `${JSON.stringify({ env: small.env, awsAuthRefresh: "login" }, null, 2)}\n`,
    );
    expect(mergeSettings('{"env":{},"x":1}', small)).toBe(
      '{"env":{\n    "AWS_REGION": "us-east-1",\n    "AWS_PROFILE": "p"\n  },"x":1, "awsAuthRefresh": "login"}',
    );
  });

  test("a compact text stays on its line", () => {
    expect(mergeSettings('{"env":{"A":"1"}}', small)).toBe(
      '{"env":{"A":"1", "AWS_REGION": "us-east-1", "AWS_PROFILE": "p"}, "awsAuthRefresh": "login"}',
    );
  });

  test("what is there already leaves the text as it is", () => {
    const text = '{"awsAuthRefresh":"\\u006cogin","env":{"AWS_PROFILE":"p","AWS_REGION":"us-east-1"}}';
    expect(mergeSettings(text, small)).toBe(text);
  });

  test("a byte order mark stays", () => {
    expect(mergeSettings('\uFEFF{"a":1}', small).startsWith('\uFEFF{"a":1, ')).toBe(true);
  });

  test("everything that is not ours survives, and merging again changes nothing", () => {
    const key = fc.oneof(
      fc.string(),
      fc.constantFrom("env", "modelOverrides", "__proto__", "7", "AWS_REGION"),
    );
    const texts = fc.dictionary(key, fc.string());
    const others = fc.dictionary(key, fc.jsonValue());
    const document = fc
      .tuple(others, fc.option(texts, { nil: undefined }), fc.option(texts, { nil: undefined }))
      .map(([rest, env, modelOverrides]) => {
        const { env: _env, modelOverrides: _overrides, ...kept } = rest;
        return {
          ...kept,
          ...(env === undefined ? {} : { env }),
          ...(modelOverrides === undefined ? {} : { modelOverrides }),
        };
      });
    fc.assert(
      fc.property(document, fc.constantFrom(undefined, 2, 4, "\t"), (before, space) => {
        const text = JSON.stringify(before, null, space);
        const merged = mergeSettings(text, full);
        const expected = {
          ...before,
          env: { ...before.env, ...full.env },
          modelOverrides: { ...before.modelOverrides, ...full.modelOverrides },
          awsAuthRefresh: full.awsAuthRefresh,
        };
        expect(JSON.parse(merged)).toEqual(JSON.parse(JSON.stringify(expected)));
        const keys = Object.keys(JSON.parse(text) as object);
        expect(Object.keys(JSON.parse(merged) as object).filter((one) => keys.includes(one))).toEqual(keys);
        expect(mergeSettings(merged, full)).toBe(merged);
      }),
    );
  });

  test.each([
    ['{\n  "a": 1,\n}', "3:1: not valid JSON: expected a key in double quotes"],
    ['{\n  // note\n  "a": 1\n}', "2:3: not valid JSON"],
    ['{"a": 1', '1:8: not valid JSON: expected "," or "}", got the end'],
    ["[]", "1:1: the file must be a JSON object"],
    ['{"env": null}', '1:9: "env" must be a JSON object'],
  ])("%j cannot be merged into: %s", (text, message) => {
    expect(() => mergeSettings(text, small)).toThrow(
      expect.objectContaining({
        code: "bad_settings",
        exitCode: 3,
        message: expect.stringContaining(message) as unknown,
      }),
    );
  });
});
