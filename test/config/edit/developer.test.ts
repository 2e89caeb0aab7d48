import { describe, expect, it } from "vitest";
import { CannotEdit } from "../../../src/config/edit/cannot-edit.js";
import { addDeveloper, removeDeveloper, type DeveloperEntry } from "../../../src/config/edit/developer.js";
import { developersIn } from "./expand.js";

describe("writes an entry", () => {
  const added = (user: string, entry: DeveloperEntry): string =>
    addDeveloper("developers:\n    alice: {}\n", user, entry).split("\n")[2]!;

  it.each<[string, DeveloperEntry, string]>([
    ["zoe", {}, "zoe: {}"],
    [
      "zoe",
      { models: ["sonnet", "haiku"], team: "research" },
      "zoe: { team: research, models: [sonnet, haiku] }",
    ],
    ["zoe", { team: undefined, models: [], tags: {} }, "zoe: { models: [], tags: {} }"],
    [
      "zoe",
      { principal: ["arn:aws:iam::123456789012:role/ci", "ci@example.com"] },
      "zoe: { principal: [arn:aws:iam::123456789012:role/ci, ci@example.com] }",
    ],
    ["007", { team: "yes", costCenter: "1e3" }, '"007": { team: "yes", costCenter: "1e3" }'],
    ["a: b", { description: "It's, well" }, `"a: b": { description: "It's, well" }`],
    ["z@example.com", { description: "a\nb\u2028" }, 'z@example.com: { description: "a\\nb\\u2028" }'],
    ["zoë", { team: "日本 😀", tags: { "#1": "" } }, 'zoë: { team: 日本 😀, tags: { "#1": "" } }'],
    ["<<", { team: "null" }, '"<<": { team: "null" }'],
  ])("%s %o", (user, entry, line) => expect(added(user, entry)).toBe(`    ${line}`));

  it("does not fold a long one", () => {
    expect(added("zoe", { description: "long ".repeat(100).trim() })).toHaveLength(4 + 5 + 15 + 499 + 2);
  });

  it("indents a new section as the others, and keeps JSON JSON", () => {
    expect(addDeveloper("logging:\n    a: 1\n", "zoe", {})).toBe(
      "logging:\n    a: 1\ndevelopers:\n    zoe: {}\n",
    );
    const json = addDeveloper('{"developers": {"alice": {}}}', "zoe", { models: ["opus"] });
    expect(json).toBe('{"developers": {"alice": {}, "zoe": { "models": ["opus"] }}}');
  });
});

it("a list of one principal says the same as the one", () => {
  const text = "developers:\n  zoe: { principal: [a@example.com] }\n";
  expect(addDeveloper(text, "zoe", { principal: "a@example.com" })).toBe(text);
  expect(addDeveloper(text, "zoe", { principal: "b@example.com" })).toBe(
    "developers:\n  zoe: { principal: b@example.com }\n",
  );
  const lines = "developers:\n  zoe:\n    principal:\n      - a\n      - b # x\n    team: t\n";
  expect(addDeveloper(lines, "zoe", { principal: ["a", "c"] })).toBe(
    "developers:\n  zoe:\n    principal: [a, c]\n    team: t\n",
  );
});

describe("sets members of an entry that is there", () => {
  const set = (yaml: string, entry: DeveloperEntry): string => {
    const text = `developers:\n${yaml}`;
    const edited = addDeveloper(text, "alice", entry);
    const before = developersIn(text);
    expect(developersIn(edited)).toEqual({ ...before, alice: { ...(before["alice"] as object), ...entry } });
    expect(addDeveloper(edited, "alice", entry)).toBe(edited);
    return edited.slice("developers:\n".length);
  };

  it.each<[string, string, DeveloperEntry, string]>([
    ["left out", "  alice: # x\n", { team: "a" }, "  alice: { team: a } # x\n"],
    ["left out with an anchor", "  alice: &a\n", { team: "a" }, "  alice: &a { team: a }\n"],
    [
      "null, several",
      "  alice: ~ # x\n",
      { team: "a", project: "p" },
      "  alice: { team: a, project: p } # x\n",
    ],
    ["empty", "  alice: {}\n", { team: "a", models: ["b"] }, "  alice: { team: a, models: [b] }\n"],
    [
      "flow",
      "  alice: { team: x, project: y } # z\n",
      { team: "a" },
      "  alice: { team: a, project: y } # z\n",
    ],
    [
      "flow, key only",
      "  alice: { team, project: y }\n",
      { team: "a" },
      "  alice: { team: a, project: y }\n",
    ],
    [
      "flow, lines",
      "  alice: {\n    team: x, # y\n  }\n",
      { project: "p" },
      "  alice: {\n    team: x, # y\n    project: p,\n  }\n",
    ],
    [
      "block",
      "  alice:\n    team: x # y\n  bob: {}\n",
      { team: "a b" },
      "  alice:\n    team: a b # y\n  bob: {}\n",
    ],
    [
      "block, new",
      "  alice:\n      team: x\n      # y\n\n  bob: {}\n",
      { project: "p" },
      "  alice:\n      team: x\n      project: p\n      # y\n\n  bob: {}\n",
    ],
    [
      "quotes",
      `  alice: { team: "x", project: 'y' }\n`,
      { team: "a", project: "it's" },
      `  alice: { team: "a", project: 'it''s' }\n`,
    ],
    [
      "list in lines",
      "  alice:\n    models: # m\n      - a # b\n      - c # d\n    team: x\n",
      { models: ["e"] },
      "  alice:\n    models: [e] # m\n    team: x\n",
    ],
    [
      "list at the end",
      "  alice:\n    models:\n    - a",
      { models: ["e", "f"] },
      "  alice:\n    models: [e, f]",
    ],
    [
      "mapping in lines",
      "  alice:\n    tags:\n      A: b\n  bob:\n",
      { tags: { C: "d" } },
      "  alice:\n    tags: { C: d }\n  bob:\n",
    ],
    [
      "block text",
      "  alice:\n    description: |\n      a\n      b\n\n    team: x\n",
      { description: "c" },
      "  alice:\n    description: c\n\n    team: x\n",
    ],
    [
      "text on lines",
      "  alice:\n    description: a\n      b # c\n",
      { description: "d" },
      "  alice:\n    description: d # c\n",
    ],
    ["member left out", "  alice:\n    team: # x\n", { team: "a" }, "  alice:\n    team: a # x\n"],
    [
      "alias",
      "  bob: &b { team: x }\n  alice: *b # y\n",
      { project: "p" },
      "  bob: &b { team: x }\n  alice: { <<: *b, project: p } # y\n",
    ],
    [
      "merge key",
      "  bob: &b\n    team: x\n  alice:\n    <<: *b\n",
      { team: "a" },
      "  bob: &b\n    team: x\n  alice:\n    <<: *b\n    team: a\n",
    ],
    [
      "alias of a member",
      "  bob: { models: &m [x] }\n  alice: { models: *m }\n",
      { models: ["z"] },
      "  bob: { models: &m [x] }\n  alice: { models: [z] }\n",
    ],
    [
      "CRLF",
      "  alice:\r\n    team: x\r\n",
      { project: "p" },
      "  alice:\r\n    team: x\r\n    project: p\r\n",
    ],
  ])("%s", (_name, yaml, entry, expected) => expect(set(yaml, entry)).toBe(expected));

  it("leaves the text alone when nothing differs", () => {
    const text = "developers:\n  bob: &b {team: 'a',tags: {X: y,  Z: w}}\n  alice: *b\n  carl: ~\n";
    expect(addDeveloper(text, "bob", { team: "a", tags: { Z: "w", X: "y" } })).toBe(text);
    expect(addDeveloper(text, "alice", { team: "a" })).toBe(text);
    expect(addDeveloper(text, "carl", {})).toBe(text);
  });
});

describe("removes an entry", () => {
  it.each<[string, string, string]>([
    ["the only one", "  bob: {}\n", ""],
    [
      "with its comments",
      "  alice: {}\n  # above\n  bob: # b\n    team: x # c\n    # inside\n\n  # below\n  carl: {}\n",
      "  alice: {}\n  # above\n\n  # below\n  carl: {}\n",
    ],
    ["the first", "  bob: &b { team: x }\n\n  alice: {}\n", "\n  alice: {}\n"],
    ["the last, no final newline", "  alice: {}\r\n  bob:\r\n    team: x\r\n    # y", "  alice: {}"],
    ["block text", "  bob:\n    description: |+\n      a\n\n  alice: {}\n", "  alice: {}\n"],
    ["braces on lines", "  bob: {\n    team: x\n  }\n  alice: {}\n", "  alice: {}\n"],
    ["explicit key", "  ? bob\n  : team: x\n  alice: {}\n", "  alice: {}\n"],
    ["an alias", "  alice: &a {}\n  bob: *a\n", "  alice: &a {}\n"],
    ["anchor used inside only", "  bob: { project: &p x, team: *p }\n  alice: {}\n", "  alice: {}\n"],
    ["flow, first", "  { bob: {}, alice: {} }\n", "  { alice: {} }\n"],
    ["flow, middle", "  {alice: {},bob: {}, carl: {}}\n", "  {alice: {},carl: {}}\n"],
    ["flow, filled", "  { alice: {}, bob: {}, # b\n    carl: {} }\n", "  { alice: {}, # b\n    carl: {} }\n"],
    ["flow, last below a comment", "  { alice: {}, # a\n    bob: {} }\n", "  { alice: {} # a\n     }\n"],
    [
      "flow, lines",
      "  {\n    alice: {},\n    bob: {}, # b\n    # c\n    carl: {}\n  }\n",
      "  {\n    alice: {},\n    # c\n    carl: {}\n  }\n",
    ],
    ["flow, the only one, trailing comma", "  { bob: {}, }\n", "  {}\n"],
    [
      "flow, leading commas",
      "  { alice: {}\n  , bob: {}\n  , carl: {}\n  }\n",
      "  { alice: {}\n  , carl: {}\n  }\n",
    ],
  ])("%s", (_name, yaml, expected) => {
    const text = `developers:\n${yaml}`;
    const { bob, ...others } = developersIn(text);
    expect(bob).toBeDefined();
    const edited = removeDeveloper(text, "bob");
    expect(edited.trimEnd()).toBe(`developers:\n${expected}`.trimEnd());
    expect(edited.endsWith("\n")).toBe(text.endsWith("\n"));
    expect(developersIn(edited)).toEqual(others);
  });

  it("leaves the text alone for an unknown user", () => {
    for (const text of [
      "a: 1\n",
      "",
      "developers:\n",
      "x: &x {}\ndevelopers: *x\n",
      "developers: { alice }",
    ]) {
      expect(removeDeveloper(text, "bob")).toBe(text);
    }
  });
});

describe("refuses what it cannot do with care", () => {
  const add = (text: string) => (): string => addDeveloper(text, "alice", { team: "b" });
  const remove = (text: string) => (): string => removeDeveloper(text, "alice");

  it.each<[string, () => string, RegExp]>([
    [
      "anchor in use",
      remove("developers:\n  alice: &a {}\n  bob: *a\n"),
      /&a on line 2 is used as \*a on line 3/,
    ],
    [
      "inner anchor in use",
      remove("developers:\n  alice: { team: &t x }\n  bob: { team: *t }\n"),
      /&t on line 2/,
    ],
    [
      "anchor in a merge",
      remove("developers:\n  alice: &a {}\n  bob:\n    <<: *a\n"),
      /write out what \*a stands for/,
    ],
    ["setting what another shares", add("developers:\n  alice: &a {}\n  bob: *a\n"), /&a on line 2/],
    [
      "replacing what another shares",
      add("developers:\n  alice: { team: &t x }\n  bob: { team: *t }\n"),
      /&t/,
    ],
    ["developers shared", add("developers: &d\n  bob: {}\nx: *d\n"), /&d on line 2|&d on line 1/],
    ["no developers, shared", add("developers: &d\nx: *d\n"), /&d/],
    ["developers an alias", add("x: &x {}\ndevelopers: *x\n"), /line 2: `developers` is the alias \*x/],
    [
      "developers merged in",
      add("x: &x { developers: {} }\n<<: *x\n"),
      /`developers` comes from a merge key/,
    ],
    [
      "alice merged in",
      remove("x: &x { alice: {} }\ndevelopers: { <<: *x }\n"),
      /`alice` comes from a merge key/,
    ],
    ["alice merged in, changed", add("x: &x { alice: {} }\ndevelopers: { <<: *x }\n"), /merge key/],
    ["several documents", add("a: 1\n---\nb: 1\n"), /several YAML documents/],
    ["syntax", add("developers:\n  alice: {\n"), /line \d+: invalid YAML/],
    ["duplicate keys", add("developers:\n  alice: {}\n  alice: {}\n"), /duplicate key `alice`/],
    ["a list", add("- a\n"), /expected a mapping/],
    ["developers a list", add("developers: [alice]\n"), /`developers` is not a mapping/],
    ["developers a text", add("developers: alice\n"), /`developers` is not a mapping/],
    ["alice a text", add("developers:\n  alice: x\n"), /line 2: `alice` is x, not a mapping/],
    ["alias of a text", add("x: &x y\ndevelopers:\n  alice: *x\n"), /`alice` is \*x/],
    ["a shared line", remove("? developers\n: alice: {}\n  bob: {}\n"), /line of its own/],
    [
      "text that would grow",
      remove("developers:\n  bob:\n    description: |+\n      x\n  alice: {}\n\n  carl: {}\n"),
      /something else/,
    ],
    ["reserved name", () => addDeveloper("developers: {}\n", "__proto__", {}), /break the file's YAML/],
  ])("%s", (_name, edit, message) => {
    expect(edit).toThrow(CannotEdit);
    expect(edit).toThrow(message);
  });
});
