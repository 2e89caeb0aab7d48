import {
  chmodSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { applied, countAttempts, whenever } from "../developers/company.js";

/** Does something to the YAML while AWS is at work on the developer. */
const meanwhile = (work: () => void) => whenever("CreateInferenceProfile", work);

it("keeps what somebody saved in the file while AWS was at work", async () => {
  const { ccb, cwd, yaml } = await applied();
  const file = join(cwd, "ccb.yaml");
  meanwhile(() => {
    const text = readFileSync(file, "utf8");
    if (!text.includes("carol"))
      writeFileSync(file, text.replace("  bob:", "  carol: {} # saved meanwhile\n  bob:"));
  });
  expect((await ccb("onboard-dev dana")).code).toBe(0);
  expect(yaml()).toMatch(/ {2}carol: \{\} # saved meanwhile\n {2}bob: .*\n {2}dana: \{\}\n/);
});

it("says what is done and what is not when the file can no longer be edited", async () => {
  const { ccb, cwd, yaml } = await applied();
  const broken = "developers: [broken\n";
  meanwhile(() => writeFileSync(join(cwd, "ccb.yaml"), broken));
  const result = await ccb("onboard-dev dana");
  expect(result.code).toBe(3);
  expect(result.err).toContain("AWS is done, the file is not");
  expect(yaml()).toBe(broken);
});

describe("a YAML that cannot be written", () => {
  it.each(["onboard-dev dana", "offboard-dev bob --yes", "onboard-dev --from people.csv"])(
    "is found out before %s makes or deletes anything",
    async (command) => {
      const { ccb, cwd, yaml, write, journal } = await applied();
      write("people.csv", "user\ndana\n");
      chmodSync(join(cwd, "ccb.yaml"), 0o444);
      const before = [yaml(), journal()];
      const attempts = countAttempts();
      const result = await ccb(`${command} --json`);
      expect(result.code).toBe(1);
      expect(result.json()).toMatchObject({
        error: {
          code: "file_error",
          message: "ccb.yaml cannot be written: it is read-only, or its folder is",
          hint: expect.stringContaining("nothing was changed"),
        },
      });
      expect(attempts.writes()).toEqual([]);
      expect([yaml(), journal()]).toEqual(before);
    },
  );

  it("is no matter where there is nothing to write", async () => {
    const { ccb, cwd, yaml } = await applied();
    chmodSync(join(cwd, "ccb.yaml"), 0o444);
    const before = yaml();
    expect((await ccb("onboard-dev bob --team research")).code).toBe(0);
    expect(yaml()).toBe(before);
  });

  it("is found out through a link whose folder is gone", async () => {
    const { ccb, cwd, journal } = await applied();
    mkdirSync(join(cwd, "real"));
    renameSync(join(cwd, "ccb.yaml"), join(cwd, "real/ccb.yaml"));
    symlinkSync("real/ccb.yaml", join(cwd, "ccb.yaml"));
    chmodSync(join(cwd, "real/ccb.yaml"), 0o400);
    const before = journal();
    expect((await ccb("onboard-dev dana")).code).toBe(1);
    expect(journal()).toBe(before);
  });

  it("after all leaves the lines to write by hand, and no exit code of success", async () => {
    const { ccb, cwd, yaml } = await applied();
    const before = yaml();
    meanwhile(() => chmodSync(join(cwd, "ccb.yaml"), 0o444));
    const result = await ccb("onboard-dev dana --team search --json");
    expect(result.code).toBe(1);
    const { error } = result.json<{ error: { code: string; hint: string; details: { lines: string } } }>();
    expect(error).toMatchObject({ code: "file_error", details: { lines: expect.any(String) as string } });
    expect(error.hint).toContain(error.details.lines.trimEnd());
    const [, line = "", text = ""] = /^Add above line (\d+):\n(.*)\n$/.exec(error.details.lines) ?? [];
    const lines = before.split("\n");
    lines.splice(Number(line) - 1, 0, text);
    expect(yaml()).toBe(before);
    expect(readdirSync(cwd)).toEqual([".ccb", "ccb.yaml"]);
    chmodSync(join(cwd, "ccb.yaml"), 0o644);
    writeFileSync(join(cwd, "ccb.yaml"), lines.join("\n"));
    expect(yaml()).toContain("  dana: { team: search }\n");
    expect((await ccb("plan --detailed-exitcode")).code).toBe(0);
  });

  it("when somebody leaves: the lines to remove", async () => {
    const { ccb, cwd } = await applied();
    whenever("DeleteInferenceProfile", () => chmodSync(join(cwd, "ccb.yaml"), 0o444));
    const result = await ccb("offboard-dev bob --yes");
    expect(result).toMatchObject({ code: 1, out: "" });
    expect(result.err).toMatch(/ccb\.yaml cannot be written.*\n.*edit it by hand\.\nRemove line 13\.\n/);
  });
});

it("an edit that would make the file larger than is read is refused", async () => {
  const { ccb, rewrite, yaml, journal } = await applied();
  rewrite((text) => `${text}#${"x".repeat(2_000_000 - text.length - 4)}\n`);
  const before = [yaml(), journal()];
  const result = await ccb("onboard-dev dana");
  expect(result.code).toBe(3);
  expect(result.err).toContain("ccb.yaml would be too large");
  expect([yaml(), journal()]).toEqual(before);
});

describe("variables in the YAML", () => {
  const env = { TEAM: "research", MAIL: "bob@example.com" };

  it("stay as they are written, also where they say what is asked for", async () => {
    const { ccb, rewrite, yaml } = await applied();
    rewrite((text) => text.replace("team: research", 'team: "${TEAM}"'));
    const before = yaml();
    expect((await ccb("onboard-dev bob --team research --model sonnet --model haiku", { env })).code).toBe(0);
    expect(yaml()).toBe(before);
    expect((await ccb("onboard-dev dana", { env })).code).toBe(0);
    expect(yaml()).toContain('  bob: { team: "${TEAM}", models: [sonnet, haiku] }\n  dana: {}\n');
    expect((await ccb("plan --detailed-exitcode", { env })).code).toBe(0);
  });

  it("are never read into what somebody else hands in", async () => {
    const { ccb, write, yaml, journal } = await applied();
    write("people.csv", 'user,team,principal\ndana,"${SECRET}",\nerin,,"${SECRET:-x}"\n');
    const before = [yaml(), journal()];
    const result = await ccb("onboard-dev --from people.csv", { env: { SECRET: "hidden" } });
    expect(result.code).toBe(3);
    expect(result.err).toContain('"${SECRET}" cannot be a tag value');
    expect(result.err).not.toContain("hidden");
    expect([yaml(), journal()]).toEqual(before);
  });
});
