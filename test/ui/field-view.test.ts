import fc from "fast-check";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { renderField, renderNewField } from "../../src/ui/field-view.js";
import { style } from "../../src/ui/style.js";

const plain = style(false);

function shown(before: unknown, after: unknown, more = {}): string[] {
  return renderField({ path: "field", before, after, ...more }, plain).map((line) => line.slice(8));
}

/** Everything before an arrow or after a minus, and everything after an arrow or a plus. */
function sides(lines: readonly string[]): [string, string] {
  const arrows = lines.map((line) => line.split(/: (.*)/s)[1]?.split(" → ") ?? []);
  const marked = (mark: string) => lines.filter((line) => line.trimStart().startsWith(`${mark} `));
  return [
    [...arrows.map(([old]) => old), ...marked("-").map((line) => line.trim().slice(2))].join("\n"),
    [...arrows.map(([, now]) => now), ...marked("+").map((line) => line.trim().slice(2))].join("\n"),
  ];
}

const invoke = (...models: string[]) => ({
  Sid: "InvokeModels",
  Effect: "Allow",
  Action: ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"],
  Resource: models.map(
    (model) => `arn:aws:bedrock:*::foundation-model/anthropic.claude-${model}-20250929-v1:0`,
  ),
});
const policy = (...statements: object[]) => ({ Version: "2012-10-17", Statement: statements });
const read = { Sid: "Read", Effect: "Allow", Action: ["bedrock:Get*"], Resource: ["*"] };

describe("a change of a field", () => {
  test("always has a before and an after", () => {
    expect(shown(undefined, true)).toEqual(["field: (not set) → true"]);
    expect(shown(null, false)).toEqual(["field: (not set) → false"]);
    expect(shown(false, true)).toEqual(["field: false → true"]);
    expect(shown(30, 60)).toEqual(["field: 30 → 60"]);
    expect(shown("a", null)).toEqual(['field: "a" → (not set)']);
  });

  test("of a long policy is what came and went in its statements, nothing else", () => {
    const models = ["opus-4-1", "sonnet-4-5", "haiku-4-5", "sonnet-4", "opus-4"];
    const before = policy(read, invoke(...models));
    const after = policy(invoke(...models.slice(1), "opus-4-5"), read);
    const arn = (model: string) =>
      `"arn:aws:bedrock:*::foundation-model/anthropic.claude-${model}-20250929-v1:0"`;
    const lines = [
      'field statement "InvokeModels".Resource:',
      `  - ${arn("opus-4-1")}`,
      `  + ${arn("opus-4-5")}`,
    ];
    expect(shown(before, after)).toEqual(lines);
    expect(shown(JSON.stringify(before), encodeURIComponent(JSON.stringify(after)))).toEqual(lines);
    expect(shown({ p: before, q: before }, { p: before, q: after })[0]).toBe(
      'field.q statement "InvokeModels".Resource:',
    );
  });

  test("of a policy names statements that are new, gone or of another effect", () => {
    expect(shown(policy(read), policy(read, { ...read, Sid: "More" }))).toEqual([
      "field:",
      '  + {"Action":["bedrock:Get*"],"Effect":"Allow","Resource":["*"],"Sid":"More"}',
    ]);
    expect(shown(policy(read), policy({ ...read, Effect: "Deny" }))).toEqual([
      'field statement "Read".Effect: "Allow" → "Deny"',
    ]);
    expect(shown(policy(read), { ...policy(read), Version: "2008-10-17" })).toEqual([
      'field.Version: "2012-10-17" → "2008-10-17"',
    ]);
  });

  test("of a document is the member that differs", () => {
    const body = (width: number) => JSON.stringify({ widgets: [{ type: "text" }], a: { width, height: 3 } });
    expect(shown(body(6), body(12))).toEqual(["field.a.width: 6 → 12"]);
    expect(shown({ a: 1, b: { c: "x", d: "y" } }, { a: 1, b: { c: "z", d: "y" } })).toEqual([
      'field.b.c: "x" → "z"',
    ]);
  });

  test("of a list is what came and went; of its order both whole", () => {
    expect(shown(["a", "b"], ["b", "c"])).toEqual(["field:", '  - "a"', '  + "c"']);
    expect(shown(["a", "b"], ["b", "a"])).toEqual(['field: ["a","b"] → ["b","a"]']);
    expect(shown([{ id: "r", days: 30, on: true }], [{ id: "r", days: 60, on: true }])).toEqual([
      'field item "r".days: 30 → 60',
    ]);
  });

  test("of a long text is cut around the words that differ", () => {
    const text = (word: string) => `${"the same words over and over ".repeat(10)}${word} and so on`.repeat(2);
    const [line = ""] = shown(text("old"), text("new"));
    expect(line).toMatch(/^field: ….*old and so on.* → ….*new and so on/);
    expect(line.length).toBeLessThan(230);
  });

  test("of a text of many lines is the lines that differ", () => {
    const query = (...lines: string[]) => ["fields @timestamp", ...lines, "limit 10"].join("\n");
    expect(shown(query("sort a", "x"), query("sort b", "x"))).toEqual([
      "field:",
      '  - "sort a"',
      '  + "sort b"',
    ]);
    const many = Array.from({ length: 40 }, (_, n) => `line ${n}`);
    const told = shown(query(...many), query(...many.map((line) => `${line}!`)));
    expect(told.at(-1)).toBe("  … and 68 more lines");
    expect(told.filter((line) => line.startsWith("  -"))).toHaveLength(6);
    expect(told.filter((line) => line.startsWith("  +"))).toHaveLength(6);
  });

  test("of letters that look alike shows them by number", () => {
    expect(shown("a b", "a\u00a0b")).toEqual(['field: "a b" → "a\\u00a0b"']);
    expect(shown("x", "x\u200b")).toEqual(['field: "x" → "x\\u200b"']);
    expect(shown("é", "e\u0301")).toEqual(['field: "\\u00e9" → "e\\u0301"']);
  });

  test("in a secret says that it is there", () => {
    const lines = shown("https://a.example/one", "https://a.example/two", {
      secret: true,
      replaces: "fixed",
    });
    expect(lines).toEqual([
      'field: "https://a.example" (differs in what is not shown)  # forces replacement: fixed',
    ]);
    expect(shown("https://u:old@a.example", "https://u:new@a.example")).toEqual([
      'field: "https://u:****@a.example" (differs in what is not shown)',
    ]);
  });

  test("shows two different things, whatever differs", () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const word = fc.string({
      unit: fc.constantFrom("a", "b", " ", "\u200b", "\n", "é", "\u{1f600}"),
      maxLength: 200,
    });
    const pair = fc.oneof(
      fc.tuple(value, value),
      fc.tuple(word, word),
      fc.tuple(fc.array(word), fc.array(word)),
    );
    fc.assert(
      fc.property(pair, ([before, after]) => {
        const [old, now] = [before, after].map((one) => JSON.parse(JSON.stringify(one)) as unknown);
        fc.pre(!isDeepStrictEqual(old, now) && !/:\/\//.test(JSON.stringify([old, now])));
        const lines = shown(old, now);
        const [left, right] = sides(lines);
        expect(left, lines.join("\n")).not.toBe(right);
        for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("a field of something new", () => {
  test("is its value, policies by statement, and long ones are cut", () => {
    const fresh = (after: unknown) =>
      renderNewField({ path: "field", before: null, after }, plain).map((line) => line.slice(8));
    expect(fresh(true)).toEqual(["field: true"]);
    expect(fresh("x".repeat(300))[0]).toHaveLength("field: ".length + 91);
    expect(fresh({ p: policy(read) })).toEqual([
      "field.p:",
      '  + {"Action":["bedrock:Get*"],"Effect":"Allow","Resource":["*"],"Sid":"Read"}',
    ]);
  });
});
