import { describe, expect, test } from "vitest";
import { accountOfIdentity, principalKey, principalOf, roleOfSession } from "../../src/config/principal.js";

describe("a principal", () => {
  test.each([
    ["ada@example.com", { kind: "name", name: "ada@example.com" }],
    ["arn:aws:iam::111122223333:role/ci", { kind: "role", role: "111122223333/ci" }],
    ["arn:aws-cn:iam::111122223333:role/a/b/ci", { kind: "role", role: "111122223333/ci" }],
    ["arn:aws:sts::111122223333:assumed-role/ci", { kind: "role", role: "111122223333/ci" }],
    ["arn:aws:sts::111122223333:assumed-role/ci/*", { kind: "role", role: "111122223333/ci" }],
    [
      "arn:aws:sts::111122223333:assumed-role/ci/run-7",
      { kind: "identity", arn: "arn:aws:sts::111122223333:assumed-role/ci/run-7" },
    ],
    [
      "arn:aws:iam::111122223333:user/role/x",
      { kind: "identity", arn: "arn:aws:iam::111122223333:user/role/x" },
    ],
  ])("%s", (text, expected) => {
    expect(principalOf(text)).toEqual(expected);
  });

  test("is the same as another with another path or partition, or in other case", () => {
    const keys = [
      "arn:aws:iam::111122223333:role/ci",
      "arn:aws:iam::111122223333:role/x/ci",
      "arn:aws-us-gov:iam::111122223333:role/CI",
    ].map(principalKey);
    expect(new Set(keys).size).toBe(1);
    expect(principalKey("arn:aws:iam::444455556666:role/ci")).not.toBe(keys[0]);
    expect(principalKey("Ada@Example.com")).toBe(principalKey("ada@example.com"));
  });
});

describe("an identity", () => {
  test.each([
    ["arn:aws:sts::111122223333:assumed-role/ci/i-0abc", "111122223333/ci"],
    ["arn:aws-us-gov:sts::111122223333:assumed-role/ci/x@y", "111122223333/ci"],
    ["arn:aws:sts::111122223333:assumed-role/ci/", undefined],
    ["arn:aws:sts::111122223333:assumed-role/ci", undefined],
    ["arn:aws:iam::111122223333:role/ci", undefined],
    ["arn:aws:sts::111122223333:federated-user/ci/x", undefined],
    ["ci", undefined],
  ])("%s is a session of %s", (arn, role) => {
    expect(roleOfSession(arn)).toBe(role);
  });

  test("tells its account, if it is an ARN", () => {
    expect(accountOfIdentity("arn:aws:iam::111122223333:user/a:b")).toBe("111122223333");
    expect(accountOfIdentity("arn:aws:iam::1111:user/a")).toBeUndefined();
    expect(accountOfIdentity("alice")).toBeUndefined();
  });
});
