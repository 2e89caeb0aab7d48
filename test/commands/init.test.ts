import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ccb } from "../support/cli.js";
import { temporaryFolder } from "../support/sandbox.js";

describe("ccb init", () => {
  const written = (cwd: string, name = "ccb.yaml") => readFileSync(join(cwd, name), "utf8");

  it("writes a commented file in which the placeholder is refused, and nothing else", async () => {
    const cwd = temporaryFolder();
    const result = await ccb("init --defaults --json", { cwd });
    expect(result).toMatchObject({ code: 0, err: "" });
    expect(result.json()).toEqual({ path: "ccb.yaml" });
    expect(written(cwd)).toMatch(/^# yaml-language-server: \$schema=\S+$/m);
    const refused = await ccb("validate --json", { cwd });
    expect(refused.code).toBe(3);
    expect(refused.json()["errors"]).toEqual([
      expect.objectContaining({
        path: "logging.bucketPrefix",
        message: expect.stringContaining("placeholder"),
      }),
    ]);
    expect(refused.err).toMatch(/Warning: ccb\.yaml:\d+:3: budgets\.emails: nobody hears of budgets/);
    writeFileSync(join(cwd, "ccb.yaml"), written(cwd).replace("change-me", "acme-corp"));
    expect((await ccb("validate", { cwd })).code).toBe(0);
    expect((await ccb("plan --sandbox", { cwd })).code).toBe(0);
  });

  it("names a schema that is there, readable by its owner alone", async () => {
    const cwd = temporaryFolder();
    await ccb("init --defaults", { cwd });
    const [, named] = /\$schema=(\S+)/.exec(readFileSync(join(cwd, "ccb.yaml"), "utf8")) ?? [];
    const schema = join(cwd, named ?? "no schema line");
    expect(JSON.parse(readFileSync(schema, "utf8"))).toEqual((await ccb("schema")).json());
    expect(statSync(schema).mode & 0o777).toBe(0o600);
  });

  it("never overwrites", async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "ccb.yaml"), "mine");
    const result = await ccb("init --defaults --json", { cwd });
    expect(result.code).toBe(3);
    expect(result.json()).toMatchObject({ error: { code: "file_exists" } });
    expect(readFileSync(join(cwd, "ccb.yaml"), "utf8")).toBe("mine");
    expect(existsSync(join(cwd, ".ccb"))).toBe(false);
  });

  it("asks on a terminal, and what is answered is in the file", async () => {
    const cwd = temporaryFolder();
    const answer = ["", "acme-corp", "ops@example.com, finops@example.com"];
    const result = await ccb("init", { cwd, answer });
    expect(result.code).toBe(0);
    expect(result.err).toMatch(/^AWS Region \[us-east-1\]: .*Prefix.*E-mail/s);
    expect(written(cwd)).toContain("\nregion: us-east-1\n");
    expect(written(cwd)).toContain("\n  emails: [ops@example.com, finops@example.com]\n");
    expect(await ccb("validate", { cwd })).toMatchObject({ code: 0, err: "" });
  });

  it.each([
    ["eu-central-1", "eu"],
    ["ap-northeast-1", "jp"],
    ["ap-south-1", "global"],
    ["us-gov-west-1", "us-gov"],
  ])("in %s models are called through the profiles of %s", async (region, geography) => {
    const cwd = temporaryFolder();
    expect((await ccb("init", { cwd, answer: [region, "acme-corp", ""] })).code).toBe(0);
    expect(written(cwd)).toContain(`opus: { copyFrom: ${geography}.anthropic.claude-opus-4-6-v1 }`);
    expect((await ccb("validate", { cwd })).code).toBe(0);
  });

  it("asks again, question by question, until the answer can be right", async () => {
    const cwd = temporaryFolder();
    const answer = ["us-esat-1", "us-east-2", "", "Acme Corp", "acme-corp", "ops", "ops@example.com"];
    const result = await ccb("init", { cwd, answer });
    expect(result.code, result.err).toBe(0);
    expect(result.err.match(/AWS Region \[/g)).toHaveLength(2);
    expect(result.err).toContain("did you mean `us-east-1`?");
    expect(result.err.match(/Prefix of/g)).toHaveLength(3);
    expect(result.err).toContain("did you mean `acme-corp`?");
    expect(result.err).toContain('"ops" is not an e-mail address');
    expect(written(cwd)).toContain("\nregion: us-east-2\n");
    expect((await ccb("validate", { cwd })).code).toBe(0);
  });

  it.each([
    ["Not A Region", "Not A Region"],
    [["us-east-1", "change-me", "change-me", "change-me"], "placeholder"],
  ])("gives up with nothing written when no answer can be right (%j)", async (answer, message) => {
    const cwd = temporaryFolder();
    const result = await ccb("init", { cwd, answer });
    expect(result.code).toBe(3);
    expect(result.err).toContain(message);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it.each([
    [undefined, ".ccb/\n"],
    ["node_modules/", "node_modules/\n.ccb/\n"],
    ["/.ccb\ndist\n", "/.ccb\ndist\n"],
  ])("keeps .ccb out of git: %j", async (before, after) => {
    const cwd = temporaryFolder();
    if (before !== undefined) writeFileSync(join(cwd, ".gitignore"), before);
    expect((await ccb("init --defaults", { cwd })).code).toBe(0);
    expect(written(cwd, ".gitignore")).toBe(after);
  });

  it("leaves what .gitignore holds to the byte, UTF-8 or not", async () => {
    const cwd = temporaryFolder();
    const before = Buffer.from("caf\xe9\r\n\xff", "latin1");
    writeFileSync(join(cwd, ".gitignore"), before);
    expect((await ccb("init --defaults", { cwd })).code).toBe(0);
    const after = readFileSync(join(cwd, ".gitignore"));
    expect(after).toEqual(Buffer.concat([before, Buffer.from("\n.ccb/\n")]));
  });

  it("warns of a .gitignore that takes no line, and the YAML is there", async () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, ".gitignore"));
    const result = await ccb("init --defaults --json", { cwd });
    expect(result.code).toBe(0);
    expect(result.json()).toEqual({ path: "ccb.yaml" });
    expect(result.err).toMatch(/^Warning: \.gitignore .*a folder, not a file/m);
    expect(written(cwd)).toContain("bucketPrefix");
  });

  it("writes where --config says", async () => {
    const cwd = temporaryFolder();
    expect((await ccb("init --defaults --config team.yaml --json", { cwd })).json()).toEqual({
      path: "team.yaml",
    });
    expect(existsSync(join(cwd, "team.yaml"))).toBe(true);
  });
});
