import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalPolicy } from "../../src/engine/policy.js";

const word = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9:*/-]{0,11}$/);
const words = fc.uniqueArray(word, { minLength: 1, maxLength: 4, selector: (text) => text.toLowerCase() });
const account = fc.stringMatching(/^[1-9][0-9]{11}$/);
const principals = fc.record({
  AWS: fc.uniqueArray(account, { minLength: 1, maxLength: 3 }),
  Service: words,
});
const conditions = fc.dictionary(word, fc.dictionary(word, words, { minKeys: 1, maxKeys: 2 }), {
  minKeys: 1,
  maxKeys: 2,
});

interface Statement {
  Effect: string;
  Action: string[];
  Resource: string[];
  Principal: { AWS: string[]; Service: string[] };
  Condition: Record<string, Record<string, string[]>>;
  Extra: unknown;
}
const statement: fc.Arbitrary<Statement> = fc.record({
  Effect: fc.constantFrom("Allow", "Deny"),
  Action: words,
  Resource: words,
  Principal: principals,
  Condition: conditions,
  // Through JSON, which has no negative zero.
  Extra: fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown),
});
const policy = fc.record({
  Version: fc.constant("2012-10-17"),
  Id: word,
  Statement: fc.array(statement, { minLength: 1, maxLength: 4 }),
});

/** A document that says the same in other words, as decided by a stream of coin flips. */
function reworded(value: unknown, flips: () => boolean, member = ""): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => reworded(item, flips, member));
    if (member === "Extra") return items;
    const [only] = items;
    if (items.length === 1 && member !== "Statement" && flips()) return only;
    return flips() ? items.toReversed() : items;
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([k, v]) => [
      k,
      member === "Extra"
        ? v
        : reworded(v, flips, ["Extra", "Statement", "Action", "AWS"].includes(k) ? k : ""),
    ]);
    return Object.fromEntries(flips() ? entries.toReversed() : entries);
  }
  if (typeof value !== "string") return value;
  if (member === "Action") return flips() ? value.toUpperCase() : value;
  if (member === "AWS") return flips() ? `arn:aws:iam::${value}:root` : value;
  return value;
}

describe("canonicalPolicy", () => {
  test("two wordings of one policy are equal", () => {
    const flips = fc.infiniteStream(fc.boolean());
    fc.assert(
      fc.property(policy, flips, fc.constantFrom("object", "json", "encoded"), (document, stream, form) => {
        const other = reworded(document, () => stream.next().value === true);
        const text = JSON.stringify(other);
        const given = { object: other, json: text, encoded: encodeURIComponent(text) }[form];
        expect(canonicalPolicy(given)).toEqual(canonicalPolicy(document));
      }),
    );
  });

  const edits: [string, (s: Statement) => void][] = [
    ["the effect", (s) => (s.Effect = s.Effect === "Allow" ? "Deny" : "Allow")],
    ["one more action", (s) => s.Action.push("added:Action")],
    ["another resource", (s) => (s.Resource[0] = "added-resource")],
    ["a resource's case", (s) => (s.Resource[0] = swapped(s.Resource[0] ?? ""))],
    ["one more account", (s) => s.Principal.AWS.push("000000000000")],
    ["a service", (s) => (s.Principal.Service = ["added.amazonaws.com"])],
    ["one more condition", (s) => (s.Condition["Added"] = { key: ["value"] })],
    [
      "a condition's value",
      (s) => (Object.values(Object.values(s.Condition)[0] ?? {})[0] ?? []).push("added"),
    ],
    ["a member it does not know", (s) => (s.Extra = { changed: s.Extra })],
  ];
  test.each(edits)("tells a change of %s", (_what, edit) => {
    fc.assert(
      fc.property(policy, fc.nat(), (document, position) => {
        const changed = structuredClone(document);
        edit(changed.Statement[position % changed.Statement.length] as Statement);
        expect(canonicalPolicy(changed)).not.toEqual(canonicalPolicy(document));
      }),
    );
  });

  test("is its own canonical form", () => {
    fc.assert(
      fc.property(policy, (document) => {
        const once = canonicalPolicy(document);
        expect(canonicalPolicy(once)).toEqual(once);
      }),
    );
  });

  test("keeps what it does not know, in a statement and beside it", () => {
    const document = {
      Version: "2012-10-17",
      Future: [2, 1],
      Statement: { Effect: "Allow", New: ["b", "a"] },
    };
    expect(canonicalPolicy(document)).toEqual({
      Version: "2012-10-17",
      Future: [2, 1],
      Statement: [{ Effect: "Allow", New: ["b", "a"] }],
    });
  });

  test.each([
    ["another account's root", "arn:aws:iam::210987654321:root"],
    ["a role of the account", "arn:aws:iam::123456789012:role/root"],
    ["everybody", "*"],
  ])("an account is not %s", (_what, principal) => {
    const of = (AWS: string) => canonicalPolicy({ Statement: [{ Effect: "Allow", Principal: { AWS } }] });
    expect(of(principal)).not.toEqual(of("123456789012"));
  });

  test.each([
    ["repeats an action in another case", { Action: ["s3:Get", "S3:GET"] }, { Action: "s3:get" }],
    ["repeats a resource", { Resource: ["a", "a"] }, { Resource: "a" }],
    [
      "writes a condition's boolean as such",
      { Condition: { Bool: { "aws:SecureTransport": false } } },
      { Condition: { Bool: { "aws:SecureTransport": ["false"] } } },
    ],
  ])("is the same when it %s", (_what, given, same) => {
    expect(canonicalPolicy({ Statement: given })).toEqual(canonicalPolicy({ Statement: [same] }));
  });

  test("no version means the old one", () => {
    expect(canonicalPolicy({ Statement: [] })).toEqual(
      canonicalPolicy({ Version: "2008-10-17", Statement: [] }),
    );
    expect(canonicalPolicy({ Statement: [] })).not.toEqual(
      canonicalPolicy({ Version: "2012-10-17", Statement: [] }),
    );
  });

  test.each(["no policy", "%zz", "{"])("leaves the text %s alone", (text) => {
    expect(canonicalPolicy(text)).toBe(text);
  });

  test("nothing is null", () => {
    expect(canonicalPolicy(undefined)).toBeNull();
  });
});

function swapped(text: string): string {
  return text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase();
}
