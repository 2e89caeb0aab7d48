import fc from "fast-check";
import { expect, it } from "vitest";
import { addDeveloper, removeDeveloper, type DeveloperEntry } from "../../../src/config/edit/developer.js";
import { developersIn, expand } from "./expand.js";

const word = fc.oneof(
  fc.constantFrom(
    "007",
    "yes",
    "a: b",
    "~",
    "<<",
    "- x",
    "#c",
    "it's",
    "a, b",
    "[x]",
    "*a",
    "&a",
    "!t",
    "1:2",
    " ",
  ),
  fc.string({ minLength: 1, maxLength: 8, unit: "grapheme" }),
  fc.stringMatching(/^[a-z]{1,6}$/),
);
const name = word.filter((text) => text !== "__proto__" && text !== "<<");
const entry: fc.Arbitrary<DeveloperEntry> = fc.record(
  {
    team: word,
    description: word,
    models: fc.array(word, { maxLength: 3 }),
    tags: fc.dictionary(name, word, { maxKeys: 2 }),
  },
  { requiredKeys: [] },
);

/** An entry as a person may have written it: flow, flow on lines, block, null. */
const style = fc.record({
  kind: fc.constantFrom("flow", "braces", "block"),
  comma: fc.constantFrom("", ","),
  note: fc.constantFrom("", " # note", "  # { a: b }"),
  gap: fc.constantFrom("", "\n", "  # between\n", "\n      # deep\n\n"),
});
type Style = typeof style extends fc.Arbitrary<infer T> ? T : never;
type People = ReadonlyArray<readonly [string, DeveloperEntry, Style]>;

const people = fc
  .array(fc.tuple(name, entry, style), { maxLength: 4 })
  .map((list): People => [...new Map(list.map((person) => [person[0], person])).values()]);

const q = JSON.stringify;

function blockEntry([user, own, { kind, comma, note, gap }]: People[number]): string {
  const pairs = Object.entries(own).map(([key, value]) => `${key}: ${q(value)}`);
  const lines = pairs.map((pair) => `\n    ${pair}`);
  if (kind === "block") return `  ${q(user)}:${note}${lines.map((line) => line + note).join("")}\n${gap}`;
  if (kind === "flow") return `  ${q(user)}: {${pairs.join(", ")}}${note}\n${gap}`;
  const last = pairs.length === 0 ? "" : comma;
  return `  ${q(user)}: {${note}${lines.join(",")}${last}${note}\n  }${note}\n${gap}`;
}

function flowMap(list: People, onLines: boolean, comma: string): string {
  const trailing = list.length === 0 ? "" : comma;
  const entries = list.map(([user, own]) => `${q(user)}: ${q(own)}`);
  if (!onLines) return `developers: { ${entries.join(", ")}${trailing} } # x\n`;
  const lines = entries.map((text, index) => {
    const isLast = index === entries.length - 1;
    return `    ${text}${isLast ? trailing : ","}${list[index]![2].note}\n`;
  });
  return `developers: {\n${lines.join("")}  }\n`;
}

const file = fc
  .record({
    people,
    shape: fc.constantFrom("block", "line", "lines"),
    comma: fc.constantFrom("", ","),
    eol: fc.constantFrom("\n", "\r\n"),
    after: fc.constantFrom("", "budgets: { monthly: 1 }\n", "\n# end\n", "x: |+\n  y\n\n", "...\n"),
    isEnded: fc.boolean(),
  })
  .map(({ people: list, shape, comma, eol, after, isEnded }) => {
    const section =
      shape === "block"
        ? `developers:\n${list.map(blockEntry).join("")}`
        : flowMap(list, shape === "lines", comma);
    const text = `# top\nversion: 1\n${section}${after}`.replaceAll("\n", eol);
    return { users: list.map(([user]) => user), text: isEnded ? text : text.slice(0, -eol.length) };
  });

it("adds exactly the entry, and removing it gives the text back", () => {
  fc.assert(
    fc.property(file, name, entry, ({ text, users }, user, given) => {
      fc.pre(!users.includes(user));
      const added = addDeveloper(text, user, given);
      expect(expand(added)).toEqual({
        ...expand(text),
        developers: { ...developersIn(text), [user]: given },
      });
      const removed = removeDeveloper(added, user);
      expect(removed).toBe(text);
    }),
    { numRuns: 400 },
  );
});

it("removes exactly the entry, and nothing but whole lines or the entry's own characters", () => {
  fc.assert(
    fc.property(file, fc.nat(), ({ text, users }, pick) => {
      fc.pre(users.length > 0);
      const user = users[pick % users.length]!;
      const { [user]: gone, ...others } = developersIn(text);
      expect(gone).toBeDefined();
      const removed = removeDeveloper(text, user);
      expect({ ...expand(removed), developers: developersIn(removed) }).toEqual({
        ...expand(text),
        developers: others,
      });
      const comments = (yaml: string): number => yaml.split("# between").length;
      expect(comments(removed)).toBe(comments(text));
      expect(removeDeveloper(removed, user)).toBe(removed);
    }),
    { numRuns: 400 },
  );
});

it("sets exactly the given members", () => {
  fc.assert(
    fc.property(file, fc.nat(), entry, ({ text, users }, pick, given) => {
      fc.pre(users.length > 0);
      const user = users[pick % users.length]!;
      const before = developersIn(text);
      const edited = addDeveloper(text, user, given);
      expect(Object.keys(given).length > 0 || edited === text).toBe(true);
      expect(expand(edited)).toEqual({
        ...expand(text),
        developers: {
          ...before,
          [user]:
            Object.keys(given).length === 0 ? before[user] : { ...(before[user] as object | null), ...given },
        },
      });
    }),
    { numRuns: 400 },
  );
});
