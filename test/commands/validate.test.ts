import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { workspace } from "../support/cli.js";
import { SMALL } from "../support/yaml.js";

const BROKEN = SMALL.replace("us-east-1", "nowhere").replace("alice: {}", "alice: { temas: x }");

describe("ccb validate", () => {
  it("says that a file is valid, and touches no account", async () => {
    const { account, ccb } = workspace(SMALL);
    expect(await ccb("validate")).toMatchObject({ code: 0, out: "ccb.yaml is valid.\n", err: "" });
    expect((await ccb("validate --json")).json()).toEqual({ valid: true, errors: [] });
    expect(existsSync(account)).toBe(false);
  });

  it("prints every error as file:line:column: path: message", async () => {
    const { ccb } = workspace(BROKEN);
    const { code, out, err } = await ccb("validate");
    expect([code, out]).toEqual([3, ""]);
    expect(err.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/^ccb\.yaml:2:9: region: "nowhere" is not an AWS Region/) as string,
      expect.stringMatching(/^ccb\.yaml:8:12: developers\.alice\.temas: unknown key/) as string,
    ]);
  });

  it("gives the same errors as JSON, and still exits 3", async () => {
    const { ccb } = workspace(BROKEN);
    const result = await ccb("validate --json");
    expect(result.code).toBe(3);
    expect(result.json()).toMatchObject({
      valid: false,
      errors: [
        { line: 2, column: 9, path: "region" },
        { line: 8, column: 12, path: "developers.alice.temas" },
      ],
    });
  });
});
