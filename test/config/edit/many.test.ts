import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { addDevelopers, type DeveloperEntry } from "../../../src/config/edit/developer.js";
import { addSsoUsers } from "../../../src/config/edit/sso-user.js";
import { developersIn, expand } from "./expand.js";
import { ODD_FILES } from "./odd-files.js";

const parses = vi.hoisted(() => ({ count: 0 }));
vi.mock("yaml", async (importOriginal) => {
  const yaml = await importOriginal<typeof import("yaml")>();
  const parseAllDocuments: typeof yaml.parseAllDocuments = (...args) => {
    parses.count += 1;
    return yaml.parseAllDocuments(...args);
  };
  return { ...yaml, parseAllDocuments };
});

const NEW: [string, DeveloperEntry][] = [
  ["zoe", { team: "research", models: ["sonnet"] }],
  ["007", {}],
  ["yan", { principal: "yan@example.com" }],
];

describe("many developers at once", () => {
  it.each(ODD_FILES)("are written as one after the other would be: $name", ({ text }) => {
    const one = NEW.reduce((edited, person) => addDevelopers(edited, [person]), text);
    expect(expand(addDevelopers(text, NEW))).toEqual(expand(one));
    expect(developersIn(one)).toMatchObject({ "007": {}, yan: { principal: "yan@example.com" } });
  });

  it.each([
    ["block", "developers:\n  alice: {} # first\n", "  zoe: { team: a }\n  yan: {}\n"],
    ["flow", "developers: { alice: {} }\n", undefined],
  ])("stand in the order they are given in (%s)", (_name, text, lines) => {
    const edited = addDevelopers(text, [
      ["zoe", { team: "a" }],
      ["yan", {}],
    ]);
    expect(edited).toBe(
      lines === undefined ? "developers: { alice: {}, zoe: { team: a }, yan: {} }\n" : text + lines,
    );
  });

  it.each([
    ["developers: {\n  alice: {}\n}\n", "developers: {\n  alice: {},\n  zoe: { team: a },\n  yan: {}\n}\n"],
    ["developers: {\n  alice: {},\n}\n", "developers: {\n  alice: {},\n  zoe: { team: a },\n  yan: {},\n}\n"],
    ["developers: {\n}\n", "developers: {\n  zoe: { team: a },\n  yan: {}\n}\n"],
    ["developers: {}\n", "developers: { zoe: { team: a }, yan: {} }\n"],
    ["version: 1", "version: 1\ndevelopers:\n  zoe: { team: a }\n  yan: {}"],
  ])("are put on lines of their own where the others have one: %j", (text, expected) => {
    expect(
      addDevelopers(text, [
        ["zoe", { team: "a" }],
        ["yan", {}],
      ]),
    ).toBe(expected);
  });

  it("are added and changed to what is given, whoever was there", () => {
    const name = fc.constantFrom("ann", "bob", "cy", "dee", "eve");
    const entry = fc.record(
      { team: fc.constantFrom("a", "b"), models: fc.constant(["x", "y"]), project: fc.string() },
      { requiredKeys: [] },
    ) as fc.Arbitrary<DeveloperEntry>;
    const there = fc.dictionary(
      name,
      fc.constantFrom("", " {}", " { team: a }", "\n    team: c\n    models:\n      - z"),
    );
    fc.assert(
      fc.property(there, fc.array(fc.tuple(name, entry), { maxLength: 6 }), (known, people) => {
        const text = `developers:\n${Object.entries(known)
          .map(([user, own]) => `  ${user}:${own} # ${user}\n`)
          .join("")}x: 1\n`;
        const expected = { ...developersIn(text) };
        for (const [user, own] of people) {
          const before = expected[user] as object | null | undefined;
          if (before === undefined || Object.keys(own).length > 0) expected[user] = { ...before, ...own };
        }
        expect(developersIn(addDevelopers(text, people))).toEqual(expected);
      }),
    );
  });

  it("take as many readings of the file as a few do", () => {
    const readings = (count: number): number => {
      const people = Array.from({ length: count }, (_, i): [string, DeveloperEntry] => [
        `dev${i}`,
        { team: "a" },
      ]);
      const added = addDevelopers("developers:\n  alice: {}\n", people);
      parses.count = 0;
      addDevelopers("developers:\n  alice: {}\n", people);
      addDevelopers(
        added,
        people.map(([user]) => [user, { team: "b", models: ["x"] }]),
      );
      addSsoUsers(
        added,
        people.map(([user]) => user),
      );
      return parses.count;
    };
    expect(readings(300)).toBe(readings(2));
  });

  it("are added to the list of users, each once and as names", () => {
    const text = "attribution:\n  sso:\n    users: # people\n      - ann\n";
    expect(addSsoUsers(text, ["bob", "ann", "bob", "c, d"])).toBe(`${text}      - bob\n      - "c, d"\n`);
    expect(addSsoUsers("attribution:\n  sso: { users: [] }\n", ["bob", "cy"])).toBe(
      "attribution:\n  sso: { users: [bob, cy] }\n",
    );
  });
});
