import { describe, expect, it } from "vitest";
import { addSsoUser, removeSsoUser } from "../../../src/config/edit/sso-user.js";
import { expand } from "./expand.js";

function usersIn(text: string): unknown {
  const attribution = expand(text)["attribution"] as { sso?: { users?: unknown } } | null | undefined;
  return attribution?.sso?.users ?? [];
}

describe("adds a user and takes it back", () => {
  it.each<[string, string, string, string?]>([
    [
      "no attribution",
      "a: 1\n",
      "a: 1\nattribution:\n  sso: { users: [ann@x.com] }\n",
      "a: 1\nattribution:\n  sso: { users: [] }\n",
    ],
    [
      "attribution left out",
      "attribution: # x\nb: 1\n",
      "attribution: # x\n  sso: { users: [ann@x.com] }\nb: 1\n",
      "attribution: # x\n  sso: { users: [] }\nb: 1\n",
    ],
    [
      "no sso",
      "attribution:\n  athena: {}\n",
      "attribution:\n  athena: {}\n  sso: { users: [ann@x.com] }\n",
      "attribution:\n  athena: {}\n  sso: { users: [] }\n",
    ],
    [
      "no sso in braces",
      "attribution: {}\n",
      "attribution: { sso: { users: [ann@x.com] } }\n",
      "attribution: { sso: { users: [] } }\n",
    ],
    [
      "no users",
      "attribution:\n  sso:\n    enabled: true\n",
      "attribution:\n  sso:\n    enabled: true\n    users: [ann@x.com]\n",
      "attribution:\n  sso:\n    enabled: true\n    users: []\n",
    ],
    [
      "users left out",
      "attribution:\n  sso:\n    users: # x\n",
      "attribution:\n  sso:\n    users: [ann@x.com] # x\n",
      "attribution:\n  sso:\n    users: [] # x\n",
    ],
    ["empty", "attribution:\n  sso: { users: [] }\n", "attribution:\n  sso: { users: [ann@x.com] }\n"],
    [
      "empty with a blank",
      "attribution: { sso: { users: [ ] } }\n",
      "attribution: { sso: { users: [ ann@x.com] } }\n",
    ],
    [
      "flow",
      "attribution: { sso: { users: [bob, 'cy'] } }\n",
      "attribution: { sso: { users: [bob, 'cy', ann@x.com] } }\n",
    ],
    [
      "flow, lines",
      "attribution:\n  sso:\n    users: [\n      bob, # b\n    ]\n",
      "attribution:\n  sso:\n    users: [\n      bob, # b\n      ann@x.com,\n    ]\n",
    ],
    [
      "lines",
      "attribution:\n  sso:\n    users:\n      - bob # b\n      # c\nb: 1\n",
      "attribution:\n  sso:\n    users:\n      - bob # b\n      - ann@x.com\n      # c\nb: 1\n",
    ],
    [
      "lines below the key, CRLF",
      "attribution:\r\n  sso:\r\n    users:\r\n    - bob",
      "attribution:\r\n  sso:\r\n    users:\r\n    - bob\r\n    - ann@x.com",
    ],
    [
      "anchored item",
      "attribution: { sso: { users: [&b bob, *b] } }\n",
      "attribution: { sso: { users: [&b bob, *b, ann@x.com] } }\n",
    ],
    [
      "JSON",
      '{"attribution":{"sso":{"users":["bob"]}}}',
      '{"attribution":{"sso":{"users":["bob", "ann@x.com"]}}}',
    ],
  ])("%s", (_name, text, expected, after) => {
    const added = addSsoUser(text, "ann@x.com");
    expect(added).toBe(expected);
    expect(usersIn(added)).toEqual([...(usersIn(text) as unknown[]), "ann@x.com"]);
    expect(addSsoUser(added, "ann@x.com")).toBe(added);
    expect(removeSsoUser(added, "ann@x.com")).toBe(after ?? text);
  });
});

it("removes a name wherever it stands, and leaves the rest", () => {
  const text =
    "attribution:\n  sso:\n    users:\n      # first\n      - 'ann' # a\n      - bob\n      - ann\n";
  expect(removeSsoUser(text, "ann")).toBe("attribution:\n  sso:\n    users:\n      # first\n      - bob\n");
  expect(removeSsoUser(text, "cy")).toBe(text);
  expect(removeSsoUser("a: 1\n", "cy")).toBe("a: 1\n");
});

it("quotes a name that needs it", () => {
  expect(addSsoUser("attribution: { sso: { users: [] } }", "0012")).toBe(
    'attribution: { sso: { users: ["0012"] } }',
  );
});

it.each([
  ["attribution: { sso: { users: bob } }\n", /is not a list/],
  ["attribution: { sso: yes }\n", /`attribution.sso` is not a mapping/],
  ["x: &x {}\nattribution: { sso: *x }\n", /is the alias \*x/],
  ["x: &x { users: [] }\nattribution: { sso: { <<: *x } }\n", /merge key/],
  ["x: &x []\nattribution: { sso: { users: *x } }\n", /is the alias \*x/],
])("refuses %j", (text, message) => {
  expect(() => addSsoUser(text, "ann")).toThrow(message);
});
