import { expect, test } from "vitest";
import { knownAs } from "../../src/config/known-as.js";

const entries = (developers: { user: string; principals?: string[] }[]) => {
  const known = knownAs(developers.map(({ user, principals = [] }) => ({ user, principals })));
  return Object.fromEntries(Object.entries(known).map(([kind, map]) => [kind, Object.fromEntries(map)]));
};

test("principals and roles are the first developer's", () => {
  const role = "arn:aws:iam::123456789012:role/ci";
  const developers = [
    { user: "alice", principals: ["a@example.com", role] },
    { user: "bob", principals: ["a@example.com", role, "b@example.com"] },
  ];
  expect(entries(developers)).toEqual({
    principals: { "a@example.com": "alice", "b@example.com": "bob" },
    roles: { "123456789012/ci": "alice" },
    sessions: {},
  });
});

test("a session's name is there when it differs from the developer's and is nobody else's", () => {
  expect(entries([{ user: "anna b" }, { user: "carl" }]).sessions).toEqual({ "anna-b": "anna b" });
  for (const other of ["anna-b", "anna:b"]) {
    expect(entries([{ user: "anna b" }, { user: other }]).sessions).toEqual({});
  }
});
