import { expect, test } from "vitest";
import { ssoName } from "../../src/developers/session.js";

test.each([
  [[], "ada"],
  [["ada@example.com", "second@example.com"], "ada@example.com"],
  [["arn:aws:iam::123456789012:role/x", "ada@example.com"], "ada@example.com"],
  [["arn:aws:iam::123456789012:role/x"], "ada"],
])("with the principals %j, Identity Center knows ada as %s", (principals, name) => {
  expect(ssoName({ user: "ada", principals })).toBe(name);
});
