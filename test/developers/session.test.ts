import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/load.js";
import { openDeveloperSession, ssoName } from "../../src/developers/session.js";
import { applied, yamlOf } from "../stack/stack.js";
import { countAttempts } from "./company.js";

test.each([
  [[], "ada"],
  [["ada@example.com", "second@example.com"], "ada@example.com"],
  [["arn:aws:iam::123456789012:role/x", "ada@example.com"], "ada@example.com"],
  [["arn:aws:iam::123456789012:role/x"], "ada"],
])("with the principals %j, Identity Center knows ada as %s", (principals, name) => {
  expect(ssoName({ user: "ada", principals })).toBe(name);
});

test("the key of the logs is not looked at, and stays in the configuration", async () => {
  const yaml = yamlOf();
  const account = await applied(yaml);
  const parsed = parseConfig(yaml, "ccb.yaml");
  const { config } = parsed;
  if (config === undefined) throw new Error("not valid");
  const attempts = countAttempts();
  const options = { users: new Set<string>(), ssoUsers: [] };
  const { composition } = await openDeveloperSession(account.aws(), { ...parsed, config }, options);
  expect(attempts.list().filter((name) => name.startsWith("kms:"))).toEqual([]);
  expect(attempts.list().filter((name) => name === "sts:GetCallerIdentity")).toHaveLength(1);
  expect(config.logging.kmsKeyArn).not.toBeNull();
  expect(composition.config.logging.kmsKeyArn).toBe(config.logging.kmsKeyArn);
});
