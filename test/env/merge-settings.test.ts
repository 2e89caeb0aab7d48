import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { environmentOf } from "../../src/env/environment.js";
import { renderEnvironment } from "../../src/env/formats.js";
import { entriesOf, ATTRIBUTES, HEADERS } from "../../src/env/merge-lists.js";
import { mergeSettings as merge } from "../../src/env/merge-settings.js";
import type { Environment } from "../../src/env/environment.js";
import type { Whose } from "../../src/env/settings-changes.js";
import { alice, arn, profile, profiles, variables } from "./sample.js";

const nobody: Whose = {
  isOurProfile: () => false,
  isOurGuardrail: () => false,
  isOurSignIn: () => false,
};
const ours: Whose = {
  isOurProfile: (text) => text.startsWith(arn("")),
  isOurGuardrail: (id) => id.startsWith("gr"),
  isOurSignIn: (command) => command === "aws sso login --profile claude-code",
};
const mergeSettings = (text: string | undefined, environment: Environment) =>
  merge(text, environment, nobody).text;

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
    const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
    const given = {
      env: maybe(texts),
      modelOverrides: maybe(texts),
      availableModels: maybe(fc.array(fc.string())),
    };
    const document = fc.tuple(others, fc.record(given)).map(([rest, said]) => {
      const { modelPicker: _picker, ...kept } = rest;
      for (const name of Object.keys(given)) delete kept[name];
      return { ...kept, ...(JSON.parse(JSON.stringify(said)) as typeof said) };
    });
    fc.assert(
      fc.property(document, fc.constantFrom(undefined, 2, 4, "\t"), (before, space) => {
        const text = JSON.stringify(before, null, space);
        const merged = mergeSettings(text, full);
        const expected = {
          ...before,
          env: { ...before.env, ...full.env },
          modelOverrides: { ...before.modelOverrides, ...full.modelOverrides },
          availableModels: [...new Set([...(before.availableModels ?? []), ...(full.availableModels ?? [])])],
          modelPicker: full.modelPicker,
          awsAuthRefresh: full.awsAuthRefresh,
        };
        const read = JSON.parse(merged) as typeof expected;
        // A list may have held an entry twice.
        read.availableModels = [...new Set(read.availableModels)];
        expect(read).toEqual(JSON.parse(JSON.stringify(expected)));
        const keys = Object.keys(JSON.parse(text) as object);
        expect(Object.keys(JSON.parse(merged) as object).filter((one) => keys.includes(one))).toEqual(keys);
        expect(merge(merged, full, ours)).toMatchObject({ text: merged, replaced: [], removed: [] });
      }),
    );
  });

  test.each([
    ['{\n  "a": 1,\n}', "3:1: not valid JSON: expected a key in double quotes"],
    ['{\n  // note\n  "a": 1\n}', "2:3: not valid JSON"],
    ['{"a": 1', '1:8: not valid JSON: expected "," or "}", got the end'],
    ["[]", "1:1: the file must be a JSON object"],
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

test.each(["[", '{"a":'])("a file of 200,000 nested %s is refused with the place", (open) => {
  const text = `{"env": ${open.repeat(200_000)}`;
  expect(() => mergeSettings(text, full)).toThrow(
    expect.objectContaining({
      code: "bad_settings",
      message: `1:${8 + 1 + 199 * open.length + 1}: nested more than 200 levels deep`,
    }),
  );
});

const header = (id: string, version = "1") =>
  `X-Amzn-Bedrock-GuardrailIdentifier: ${id}\nX-Amzn-Bedrock-GuardrailVersion: ${version}`;
const plain = environmentOf(alice());
/** What everybody shares, without a model. */
const nobodys = () => {
  const { user: _alice, ...rest } = alice({ profiles: [] });
  return environmentOf(rest);
};
const merged = (document: object, environment: Environment, whose = ours) => {
  const done = merge(JSON.stringify(document, null, 2), environment, whose);
  const again = merge(done.text, environment, whose);
  expect(again).toMatchObject({ text: done.text, removed: [], replaced: [] });
  return { ...done, settings: JSON.parse(done.text) as Record<string, Record<string, unknown>> };
};

describe("lists in variables", () => {
  test("others' headers and attributes stay beside ours", () => {
    const env = {
      ANTHROPIC_CUSTOM_HEADERS: "X-Team: blue\nX-Cost: 7",
      OTEL_RESOURCE_ATTRIBUTES: "service.name=cc,deployment.environment=prod",
    };
    const { settings, replaced, removed } = merged({ env }, full);
    expect(settings["env"]).toMatchObject({
      ANTHROPIC_CUSTOM_HEADERS: `X-Team: blue\nX-Cost: 7\n${header("gr1")}`,
      OTEL_RESOURCE_ATTRIBUTES:
        "service.name=cc,deployment.environment=prod,user=alice,team=engineering,project=search,cost_center=CC-1001",
    });
    expect([replaced, removed]).toEqual([[], []]);
  });

  test("a header is known by its name in any case, an attribute by its key", () => {
    const env = {
      ANTHROPIC_CUSTOM_HEADERS: `x-amzn-bedrock-guardrailidentifier:gr0\r\nX-Team: blue\r\nX-AMZN-Bedrock-GuardrailVersion :4`,
      OTEL_RESOURCE_ATTRIBUTES: " team = blue , Team=other,teams=all",
    };
    const { settings, replaced } = merged({ env }, full);
    expect(settings["env"]?.["ANTHROPIC_CUSTOM_HEADERS"]).toBe(
      "X-Amzn-Bedrock-GuardrailIdentifier: gr1\r\nX-Team: blue\r\nX-Amzn-Bedrock-GuardrailVersion: 1",
    );
    expect(settings["env"]?.["OTEL_RESOURCE_ATTRIBUTES"]).toBe(
      "team=engineering, Team=other,teams=all,user=alice,project=search,cost_center=CC-1001",
    );
    expect(replaced).toEqual(["env.OTEL_RESOURCE_ATTRIBUTES: team"]);
  });

  test("the header of a guardrail that is gone goes, and others' headers stay", () => {
    const both = merged(
      { env: { ANTHROPIC_CUSTOM_HEADERS: `${header("gr9", "2")}\nX-Team: blue\n` } },
      plain,
    );
    expect(both.settings["env"]?.["ANTHROPIC_CUSTOM_HEADERS"]).toBe("X-Team: blue\n");
    expect(both.removed).toEqual([
      "env.ANTHROPIC_CUSTOM_HEADERS: x-amzn-bedrock-guardrailidentifier",
      "env.ANTHROPIC_CUSTOM_HEADERS: x-amzn-bedrock-guardrailversion",
    ]);
    const alone = merged({ env: { ANTHROPIC_CUSTOM_HEADERS: header("gr9", "2") } }, plain);
    expect(alone.settings["env"]).not.toHaveProperty("ANTHROPIC_CUSTOM_HEADERS");
    expect(alone.removed).toEqual(["env.ANTHROPIC_CUSTOM_HEADERS"]);
  });

  test("another's guardrail, or a draft, stays unless there is one of ours", () => {
    for (const value of [
      header("other"),
      header("gr9", "DRAFT"),
      "X-Amzn-Bedrock-GuardrailIdentifier: gr9",
    ]) {
      const env = { ANTHROPIC_CUSTOM_HEADERS: value };
      expect(merged({ env }, plain).settings["env"]?.["ANTHROPIC_CUSTOM_HEADERS"]).toBe(value);
    }
    const other = merged({ env: { ANTHROPIC_CUSTOM_HEADERS: header("other", "5") } }, full);
    expect(other.settings["env"]?.["ANTHROPIC_CUSTOM_HEADERS"]).toBe(header("gr1"));
    expect(other.replaced).toEqual(["env.ANTHROPIC_CUSTOM_HEADERS: x-amzn-bedrock-guardrailidentifier"]);
    expect(merged({ env: { ANTHROPIC_CUSTOM_HEADERS: header("gr0", "5") } }, full).replaced).toEqual([]);
  });

  test("who somebody was goes from the settings everybody shares, another's attributes stay", () => {
    const { user: _alice, ...rest } = alice();
    const shared = environmentOf(rest);
    const attributes = (value: string) => merged({ env: { OTEL_RESOURCE_ATTRIBUTES: value } }, shared);
    const was = attributes("service.name=cc,user=bob,team=t,project=p,cost_center=c");
    expect(was.settings["env"]?.["OTEL_RESOURCE_ATTRIBUTES"]).toBe("service.name=cc");
    expect(was.removed).toHaveLength(4);
    const theirs = attributes("user=bob,team=t");
    expect(theirs.settings["env"]?.["OTEL_RESOURCE_ATTRIBUTES"]).toBe("user=bob,team=t");
  });

  test("whatever a list holds, others' entries stay in their order and ours are all there once", () => {
    const word = fc.stringMatching(/^[a-zA-Z.-]{1,8}$/);
    const headerName = fc.oneof(word, fc.constantFrom("X-Amzn-Bedrock-GuardrailVERSION", "x-team"));
    const entry = (name: fc.Arbitrary<string>, sign: string) =>
      fc.oneof(
        fc.tuple(name, fc.stringMatching(/^[\w:= .]{0,8}$/)).map(([key, value]) => `${key}${sign}${value}`),
        fc.constantFrom("", " ", "odd"),
      );
    const lists = [
      [HEADERS, "ANTHROPIC_CUSTOM_HEADERS", "\n", entry(headerName, ":")],
      [ATTRIBUTES, "OTEL_RESOURCE_ATTRIBUTES", ",", entry(fc.oneof(word, fc.constant("team")), "=")],
    ] as const;
    for (const [list, name, glue, entries] of lists) {
      const said = entriesOf(list, full.env[name] ?? "");
      fc.assert(
        fc.property(fc.array(entries), (given) => {
          const value = given.join(glue);
          const after = String(merged({ env: { [name]: value } }, full).settings["env"]?.[name]).split(glue);
          const others = (all: string[]) =>
            all.filter((one) => one.trim() !== "" && !said.has(list.parse(one).name));
          expect(others(after)).toEqual(others(given));
          const own = after.map((one) => list.parse(one)).filter((one) => said.has(one.name));
          expect(new Map(own.map((one) => [one.name, one.value]))).toEqual(said);
          expect(own).toHaveLength(said.size);
        }),
      );
    }
  });
});

describe("what was ours", () => {
  test("overrides, available models and rows of profiles that are gone go, others' stay", () => {
    const theirs = "arn:aws:bedrock:eu-west-1:999999999999:application-inference-profile/theirs";
    const before = {
      modelOverrides: {
        "claude-opus-4-5-20251101": arn("gone"),
        "claude-opus-4-1-20250805": theirs,
        "claude-opus-4-6": `${arn("former")}[1m]`,
      },
      availableModels: [arn("gone"), theirs, `${arn("gone2")}[1m]`],
      modelPicker: {
        replaceBuiltInOptions: false,
        options: [{ model: arn("gone") }, { model: theirs, label: "mine" }, { model: `${arn("opus")}[1m]` }],
      },
    };
    const { settings, removed, replaced, bypasses } = merged(before, plain);
    expect(settings["modelOverrides"]).toEqual({
      "claude-opus-4-6": arn("opus"),
      "claude-opus-4-1-20250805": theirs,
      "claude-sonnet-4-6": arn("sonnet"),
      "claude-haiku-4-5-20251001": arn("haiku"),
    });
    expect(settings["availableModels"]).toEqual([theirs, arn("opus"), arn("sonnet"), arn("haiku")]);
    const [opus, sonnet, haiku] = plain.modelPicker?.options ?? [];
    expect(settings["modelPicker"]).toEqual({
      replaceBuiltInOptions: false,
      options: [{ model: theirs, label: "mine" }, opus, sonnet, haiku],
    });
    expect(removed).toEqual([
      "modelOverrides.claude-opus-4-5-20251101",
      `availableModels: ${arn("gone2")}[1m]`,
      `availableModels: ${arn("gone")}`,
      `modelPicker: ${arn("gone")}`,
    ]);
    expect(replaced).toEqual([]);
    expect(bypasses.map(({ key }) => key)).toEqual([
      "modelOverrides.claude-opus-4-1-20250805",
      "availableModels[0]",
    ]);
  });

  test("a list that nothing is left of goes whole: an empty one would allow or offer no model", () => {
    const shared = nobodys();
    const gone = [arn("gone"), `${arn("gone2")}[1m]`];
    const options = gone.map((model) => ({ model }));
    const before = {
      theme: "dark",
      availableModels: gone,
      modelPicker: { options, replaceBuiltInOptions: true },
    };
    const { settings, removed } = merged(before, shared);
    expect(settings).toEqual({ theme: "dark", env: shared.env });
    expect(removed).toEqual(["availableModels", "modelPicker"]);
    const more = merged({ modelPicker: { ...before.modelPicker, later: 1 } }, shared);
    expect(more.settings["modelPicker"]).toEqual({ later: 1 });
    expect(more.removed).toEqual(["modelPicker.options", "modelPicker.replaceBuiltInOptions"]);
  });

  test("a list that others' entries are left in, or that was empty before, stays", () => {
    const shared = nobodys();
    const mixed = {
      availableModels: [arn("gone"), "opus"],
      modelPicker: { options: [{ model: "opus" }, { model: arn("gone") }], replaceBuiltInOptions: true },
    };
    const left = {
      availableModels: ["opus"],
      modelPicker: { options: [{ model: "opus" }], replaceBuiltInOptions: true },
    };
    expect(merged(mixed, shared).settings).toMatchObject(left);
    const empty = { availableModels: [], modelPicker: { options: [], replaceBuiltInOptions: true } };
    expect(merged(empty, shared).settings).toMatchObject(empty);
  });

  test("nothing of it goes when nobody can say that it is ours", () => {
    const modelOverrides = { "claude-opus-4-5-20251101": arn("another") };
    const { settings, removed, bypasses } = merged({ modelOverrides }, plain, nobody);
    expect(settings["modelOverrides"]).toMatchObject(modelOverrides);
    expect(removed).toEqual([]);
    expect(bypasses).toHaveLength(1);
  });

  test("what was said of a pin before goes with it", () => {
    const env = { ANTHROPIC_DEFAULT_OPUS_MODEL_SUPPORTED_CAPABILITIES: "thinking" };
    const novel = environmentOf(alice({ profiles: [profile("opus", "anthropic.claude-opus-9")] }));
    const { settings, removed } = merged({ env }, novel);
    expect(settings["env"]).not.toHaveProperty("ANTHROPIC_DEFAULT_OPUS_MODEL_SUPPORTED_CAPABILITIES");
    expect(removed).toEqual(["env.ANTHROPIC_DEFAULT_OPUS_MODEL_SUPPORTED_CAPABILITIES"]);
  });

  test("the command that renews a sign-in goes with Identity Center; another's stays", () => {
    const login = { awsAuthRefresh: "aws sso login --profile claude-code" };
    expect(merged(login, plain).removed).toEqual(["awsAuthRefresh"]);
    expect(merged({ awsAuthRefresh: "mine" }, plain).settings["awsAuthRefresh"]).toBe("mine");
    const replacing = merged({ awsAuthRefresh: "mine" }, full);
    expect(replacing.settings).toMatchObject(login);
    expect(replacing.replaced).toEqual(["awsAuthRefresh"]);
  });

  test("an old set-up's models are replaced and named, an earlier profile of ours is not", () => {
    const env = {
      ANTHROPIC_MODEL: "us.anthropic.claude-opus-4-1-20250805-v1:0",
      ANTHROPIC_SMALL_FAST_MODEL: arn("former"),
      AWS_REGION: "eu-west-1",
      ANTHROPIC_DEFAULT_OPUS_MODEL_NAME: "Mine",
    };
    const { settings, replaced } = merged({ env }, plain);
    expect(settings["env"]).toEqual(plain.env);
    expect(replaced).toEqual(["env.AWS_REGION", "env.ANTHROPIC_MODEL"]);
  });
});
