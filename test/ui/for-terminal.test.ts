import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forTerminal } from "../../src/ui/for-terminal.js";
import { style } from "../../src/ui/style.js";
import { applied } from "../developers/company.js";
import { ccb, workspace } from "../support/cli.js";
import { temporaryFolder } from "../support/sandbox.js";
import { SMALL } from "../support/yaml.js";

/** What no text from outside may bring to a terminal; line ends and tabs are in order. */
const HOSTILE =
  // oxlint-disable-next-line no-control-regex
  /(?!\r\n)[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

describe("text for a terminal", () => {
  it("shows what would act on it, and keeps line ends and tabs", () => {
    expect(forTerminal("a\u001b[2Jb\u0007\u009bc\u202ed\u2066e\u200bf\rg")).toBe(
      "a\\u001b[2Jb\\u0007\\u009bc\\u202ed\\u2066e\\u200bf\\u000dg",
    );
    expect(forTerminal("a\tb\nc\r\nd é 日本 👩‍💻")).toBe("a\tb\nc\r\nd é 日本 👩‍💻");
  });

  it("keeps ccb's own colours and nobody else's", () => {
    const paint = style(true);
    const text = forTerminal(paint("red", `x \u001b[31my\u001b[0m ${paint("bold", "z")}`));
    expect(text).toBe("\u001b[31mx \\u001b[31my\\u001b[0m \u001b[1mz\u001b[22m\u001b[39m");
  });

  it("is harmless whatever it was, and the same document when it was JSON", () => {
    const unit = fc.oneof(
      fc.constantFrom("\u001b", "\u202e", "\r", "\u009b", "\u0000", "\ufeff"),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(unit), (units) => {
        const text = units.join("");
        expect(forTerminal(text)).not.toMatch(HOSTILE);
        expect(JSON.parse(forTerminal(JSON.stringify({ [text]: text }, null, 2)))).toEqual({ [text]: text });
      }),
    );
  });
});

const EVIL = "x\u001b]0;t\u0007\u001b[2J\u009b1m\u202ey\u2066";
const quoted = JSON.stringify(EVIL).replaceAll("\u009b", "\\u009b");

describe("hostile names", () => {
  it.each([
    ["an unknown key", `${SMALL}${quoted}: 1\n`],
    ["an unknown key of a section", SMALL.replace("budgets:", `budgets:\n  ${quoted}: 1`)],
    ["a key given twice", `${SMALL}tags: { ${quoted}: a, ${quoted}: b }\n`],
    ["a developer", SMALL.replace("alice:", `${quoted}:`)],
    ["a model", SMALL.replace("sonnet:", `${quoted}:`)],
    ["a team", `${SMALL}  teams: { ${quoted}: { amount: 1, costCenter: x } }\n`],
    ["a value", SMALL.replace("us-east-1", quoted)],
    ["a number's place", `${SMALL}  monthly: ${quoted}\n`],
    ["an alias", `${SMALL}tags: *${EVIL.replaceAll(/[\][]/g, "")}\n`],
    ["raw bytes", `${SMALL}${EVIL}: 1\n`],
  ])("in a YAML are shown, never sent: %s", async (_name, yaml) => {
    const { ccb: run } = workspace(yaml);
    for (const command of ["validate", "plan", "validate --json", "list-devs"]) {
      const { code, out, err } = await run(command, { color: true });
      expect(code, command).toBe(3);
      expect(out, command).not.toMatch(HOSTILE);
      expect(err, command).not.toMatch(HOSTILE);
      if (command === "validate") expect(err).toContain("\\u001b");
    }
  });

  it("take one line each, so that none can pass for a problem of its own", async () => {
    const name = JSON.stringify("a\nccb.yaml:1:1: region: all is well\r\n");
    const { err } = await workspace(`${SMALL}${name}: 1\ntags: { ${name}: b, ${name}: c }\n`).ccb("validate");
    const lines = err.split("\n").filter((line) => line.startsWith("ccb.yaml:"));
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.filter((line) => line.startsWith("ccb.yaml:1:1:"))).toEqual([]);
  });

  it("in a CSV file, of a file and of arguments are shown, never sent", async () => {
    const { ccb: run, write, cwd } = await applied();
    write("people.csv", `user,team\n${EVIL},a\n"b\npeople.csv:1:1: x",a\ndana,${EVIL}\n`);
    write("columns.csv", `user,${EVIL}\ndana,a\n`);
    for (const [args, code] of [
      [["onboard-dev", "--from", "people.csv"], 3],
      [["onboard-dev", "--from", "columns.csv"], 3],
      [["onboard-dev", "--from", `${EVIL}.csv`], 3],
      [["onboard-dev", EVIL], 3],
      [["offboard-dev", EVIL, "--yes"], 0],
      [["print-env", EVIL], 1],
      [["plan", "-c", EVIL], 3],
      [["plan", "--phase", EVIL], 3],
      [["apply", "--plan", EVIL], 3],
      [["outputs", EVIL], 3],
      [[EVIL], 3],
    ] as const) {
      const result = await ccb([...args, "--sandbox"], { cwd, color: true });
      expect(result.out, args[0]).not.toMatch(HOSTILE);
      expect(result.err, args[0]).not.toMatch(HOSTILE);
      expect(result.code, `${args.join(" ")} ${result.err}`).toBe(code);
      expect(result.out + result.err, args[0]).toContain("\\u001b");
    }
    expect((await run("onboard-dev --from people.csv")).err.match(/^people\.csv:1:1/gm)).toBe(null);
  });

  it("of objects in a copy of the logs are shown, never sent", async () => {
    const { cwd } = workspace(SMALL);
    const folder = join(
      temporaryFolder(),
      "AWSLogs/123456789012/BedrockModelInvocationLogs/us-east-1/2026/10/01/00",
    );
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${EVIL}.json.gz`), "no gzip");
    const args = ["cost-report", "--month", "2026-10", "--engine", "local", "--logs", folder];
    const { out, err } = await ccb([...args, "--sandbox"], { cwd, color: true });
    expect(out + err).toContain("json.gz");
    // oxlint-disable-next-line no-control-regex
    for (const text of [out, err]) expect(text.replaceAll(/\u001b\[\d+m/g, "")).not.toMatch(HOSTILE);
  });
});
