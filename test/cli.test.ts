import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildProgram } from "../src/cli.js";
import { normalizeSandbox } from "../src/commands/sandbox-option.js";
import { EXAMPLES } from "../src/examples.js";
import { ccb, workspace } from "./support/cli.js";
import { temporaryFolder } from "./support/sandbox.js";
import { SMALL } from "./support/yaml.js";

interface Failure {
  error: { code: string; message: string; hint?: string; details?: unknown };
}

describe("global options", () => {
  it("work before and after the command", async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "other.yaml"), SMALL);
    const before = await ccb("--config other.yaml --sandbox acct --json --region us-west-2 plan", { cwd });
    const after = await ccb("plan --region us-west-2 --json --sandbox acct --config other.yaml", { cwd });
    expect(before.code).toBe(0);
    expect(before.json()).toMatchObject({ region: "us-west-2", stack: "claude-code" });
    expect(after.json()).toEqual(before.json());
  });

  it("accept an equals sign and the short forms", async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "other.yaml"), SMALL);
    for (const args of ["validate --config=other.yaml --json", "-c other.yaml validate --json"]) {
      const result = await ccb(args, { cwd });
      expect(result.json(), args).toEqual({ valid: true, errors: [] });
    }
  });

  it("--region overrides the YAML's", async () => {
    const { ccb: run } = workspace(SMALL);
    expect((await run("plan --json")).json()).toMatchObject({ region: "us-east-1" });
    expect((await run("plan --json --region us-east-2")).json()).toMatchObject({ region: "us-east-2" });
  });

  it("--sandbox takes a folder, and CCB_SANDBOX names one too", async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "ccb.yaml"), SMALL);
    const apply = "apply --yes --phase foundation";
    await ccb(`${apply} --sandbox`, { cwd });
    await ccb(`${apply} --sandbox ./one`, { cwd });
    await ccb(`--sandbox two ${apply}`, { cwd });
    await ccb(apply, { cwd, env: { CCB_SANDBOX: "three" } });
    for (const folder of [".ccb/sandbox", "one", "two", "three"]) {
      expect(existsSync(join(cwd, folder, "account.jsonl")), folder).toBe(true);
    }
  });

  it("--sandbox is loud about being simulated, --quiet or not", async () => {
    const { ccb: run } = workspace(SMALL);
    expect((await run("plan --quiet --json")).err).toMatch(/Simulated AWS account/);
  });
});

describe("the configuration file", () => {
  it("is --config, else CCB_CONFIG, else ./ccb.yaml", async () => {
    const cwd = temporaryFolder();
    const regions = { "ccb.yaml": "us-east-1", "env.yaml": "us-east-2", "option.yaml": "us-west-2" };
    for (const [file, region] of Object.entries(regions)) {
      writeFileSync(join(cwd, file), SMALL.replace("us-east-1", region));
    }
    const region = async (args: string, env = {}) =>
      (await ccb(`plan --sandbox --json ${args}`, { cwd, env })).json<{ region: string }>().region;
    expect(await region("")).toBe("us-east-1");
    expect(await region("", { CCB_CONFIG: "" })).toBe("us-east-1");
    expect(await region("", { CCB_CONFIG: "env.yaml" })).toBe("us-east-2");
    expect(await region("--config option.yaml", { CCB_CONFIG: "env.yaml" })).toBe("us-west-2");
  });

  it("that is missing is an error that says what to do", async () => {
    const result = await ccb("plan --sandbox");
    expect(result.code).toBe(3);
    expect(result.err).toMatch(/^ccb\.yaml:1:1: there is no such file; run `ccb init`/m);
    expect(result.out).toBe("");
  });
});

describe("help", () => {
  it.each(["", "help", "--help", "-h", "--sandbox --help"])("`ccb %s` lists every command", async (args) => {
    const { code, out, err } = await ccb(args);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^Usage: ccb /);
    for (const command of ["init", "validate", "schema", "plan", "apply", "destroy", "status", "outputs"]) {
      expect(out).toMatch(new RegExp(`^ {2}${command} `, "m"));
    }
  });

  it.each(["plan --help", "plan -h", "help plan"])("`ccb %s` explains the command", async (args) => {
    const { code, out } = await ccb(args);
    expect(code).toBe(0);
    expect(out).toMatch(/^Usage: ccb plan /);
    expect(out).toContain("--detailed-exitcode");
  });

  const built = buildProgram(() => async () => {});
  const commands = built
    .createHelp()
    .visibleCommands(built)
    .map((command) => command.name())
    .filter((name) => name !== "help");

  it.each(commands)("`ccb %s --help` has the global options and an example", async (command) => {
    const { code, out } = await ccb(`${command} --help`);
    expect(code).toBe(0);
    expect(out).toMatch(/^Global Options:$/m);
    expect(out).toMatch(/^ {2}--sandbox \[dir\] /m);
    expect(out).toMatch(new RegExp(`^Examples:\n {2}\\$ .*\\bccb ${command}\\b`, "m"));
  });

  it.each(Object.values(EXAMPLES).flat())(
    "the example `%s` is a command line that can be given",
    async (line) => {
      const program = buildProgram(() => async () => {}).exitOverride();
      for (const command of program.commands) command.exitOverride();
      const [, args = ""] = /ccb ([^|>)"]*)/.exec(line) ?? [];
      const words = args.trim().split(" ");
      if (words.includes("--help")) return;
      await program.parseAsync(normalizeSandbox(words, program), { from: "user" });
    },
  );

  it.each(["--help", "help", "plan --help", "help plan"])("`ccb %s --json` is one document", async (args) => {
    const text = await ccb(args);
    const result = await ccb(`--json ${args}`);
    expect([result.code, result.err, result.json()]).toEqual([0, "", { help: text.out }]);
  });

  it.each(["--version", "-V", "version"])("`ccb %s` prints the version", async (args) => {
    const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
    expect(await ccb(args)).toMatchObject({ code: 0, out: `${version}\n` });
    for (const both of [`${args} --json`, `--json ${args}`]) {
      const result = await ccb(both);
      expect([result.code, result.json()]).toEqual([0, { version }]);
    }
  });
});

describe("wrong usage", () => {
  const cases: [args: string, message: RegExp][] = [
    ["nonsense", /unknown command 'nonsense'/],
    ["pln", /unknown command 'pln'[^]*plan/],
    ["help nonsense", /unknown command 'nonsense'/],
    ["plan --nonsense", /unknown option '--nonsense'/],
    ["plan --detailed-exitcod", /unknown option[^]*--detailed-exitcode/],
    ["--nonsense plan", /unknown option '--nonsense'/],
    ["plan extra", /too many arguments/],
    ["outputs a b", /too many arguments/],
    ["plan --out", /argument missing/],
    ["plan --phase nonsense", /there is no phase "nonsense"/],
    ["apply --phase foundation,nonsense --yes", /there is no phase "nonsense"/],
    ["cost-report --mont 2026-10", /unknown option '--mont'[^]*--month/],
    ["cost-report --month 2026-10 --formt csv", /unknown option '--formt'[^]*--format/],
    ["cost-report", /required option '--month <month>' not specified/],
    ["version now", /too many arguments/],
    ["apply --allow-deletes many", /takes a whole number, not "many"/],
    ["apply --allow-deletes -1", /whole number|argument missing/],
    ["apply --plan none.json", /none\.json/],
    ["apply --plan ccb.yaml", /is not a saved plan/],
    ["completion", /missing required argument 'shell'/],
    ["completion tcsh", /no completion for "tcsh"/],
    ["outputs nonsense", /there is no output "nonsense"/],
  ];

  it.each(cases)("`ccb %s` is refused with exit 3 and touches nothing", async (args, message) => {
    const { cwd, account } = workspace(SMALL);
    const text = await ccb(`${args} --sandbox`, { cwd });
    expect(text.code).toBe(3);
    expect(text.out).toBe("");
    expect(text.err).toMatch(message);
    const json = await ccb(`--json ${args} --sandbox`, { cwd });
    expect(json.code).toBe(3);
    expect(json.json<Failure>().error).toMatchObject({
      code: expect.stringMatching(/^bad_(usage|plan_file)$/) as string,
    });
    expect(json.json<Failure>().error.message).toMatch(message);
    expect(existsSync(account)).toBe(false);
  });

  it.each([
    ["plan --nonsense", "see ccb plan --help"],
    ["cost-report", "see ccb cost-report --help"],
    ["apply extra", "see ccb apply --help"],
    ["completion", "see ccb completion --help"],
    ["nonsense", "see ccb --help"],
    ["--nonsense", "see ccb --help"],
  ])("`ccb %s` names the help of its command", async (args, hint) => {
    expect((await ccb(`--json ${args}`)).json<Failure>().error.hint).toBe(hint);
  });

  it.each([
    ["--json", /^no command given$/],
    ["--json --sandbox pln", /^no command given; 'pln' is the folder of --sandbox$/],
  ])("`ccb %s` lacks a command", async (args, message) => {
    const { code, json } = await ccb(args);
    expect(code).toBe(3);
    expect(json<Failure>().error.message).toMatch(message);
  });
});

describe("failures", () => {
  it("of the configuration carry every problem under details", async () => {
    const { ccb: run } = workspace(
      SMALL.replace("us-east-1", "nowhere").replace("alice: {}", "alice: { x: 1 }"),
    );
    const { code, json } = await run("plan --json");
    expect(code).toBe(3);
    const { error } = json<Failure>();
    expect(error.code).toBe("bad_config");
    expect(error.details).toMatchObject([
      { line: 2, path: "region" },
      { line: 8, path: "developers.alice.x" },
    ]);
  });

  it.each(["plan", "apply --yes", "destroy --yes", "status", "outputs"])(
    "of AWS stop `ccb %s` with one message and no stack",
    async (command) => {
      const message =
        "User: arn:aws:iam::123456789012:user/x is not authorized to perform: sts:GetCallerIdentity";
      const deny = { "sts:GetCallerIdentity": { name: "AccessDenied", message, status: 403 } };
      const env = { CCB_SANDBOX_FAULTS: JSON.stringify({ deny }) };
      const { ccb: run } = workspace(SMALL);
      const text = await run(command, { env });
      expect(text.code).toBe(1);
      expect(text.out).toBe("");
      expect(text.err).toContain(message);
      expect(text.err).not.toMatch(/^\s+at /m);
      const json = await run(`${command} --json`, { env });
      expect(json.code).toBe(1);
      expect(json.json<Failure>().error).toMatchObject({ code: "access_denied" });
      expect(json.json<Failure>().error.message).toContain(message);
      expect((await run(`${command} --verbose`, { env })).err).toMatch(/^\s+at /m);
    },
  );

  it("of a file name it, and are not called a bug", async () => {
    const { cwd, ccb: run } = workspace(SMALL);
    const out = await run("plan --out nowhere/plan.json");
    expect(out.code).toBe(1);
    expect(out.err).toContain("nowhere/plan.json");
    const account = await ccb("plan --sandbox ./ccb.yaml", { cwd });
    expect(account.code).toBe(1);
    expect(account.err).toContain("ccb.yaml");
    expect(out.err + account.err).not.toMatch(/bug/);
  });
});

describe("colour", () => {
  const escape = String.fromCodePoint(27);

  it("is used on a terminal, unless NO_COLOR or --no-color or --json says otherwise", async () => {
    const { ccb: run } = workspace(SMALL);
    expect((await run("plan", { color: true })).out).toContain(escape);
    expect((await run("plan", { color: true, env: { NO_COLOR: "" } })).out).toContain(escape);
    expect((await run("plan", { color: false })).out).not.toContain(escape);
    expect((await run("plan", { color: true, env: { NO_COLOR: "1" } })).out).not.toContain(escape);
    expect((await run("plan --no-color", { color: true })).out).not.toContain(escape);
    expect((await run("plan --json", { color: true })).out).not.toContain(escape);
  });
});
