import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { iamActions } from "../../src/aws/iam-actions.js";
import { packageRoot } from "../../src/package.js";

describe("iamActions", () => {
  test.each(["CreateAccountAssignment", "DeleteAccountAssignment", "ProvisionPermissionSet"])(
    "sso:%s also looks at the role that Identity Center keeps in its management account",
    (operation) => {
      expect(iamActions("sso", operation)).toEqual([
        `sso:${operation}`,
        "iam:GetRole",
        "iam:ListAttachedRolePolicies",
        "iam:ListRolePolicies",
      ]);
    },
  );

  test("the page names that role", () => {
    const page = readFileSync(join(packageRoot(), "docs/security.md"), "utf8");
    expect(page).toContain("`role/aws-reserved/sso.amazonaws.com/*`");
  });
});
