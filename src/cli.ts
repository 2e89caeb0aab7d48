import { Command, CommanderError } from "commander";
import { Context, type GlobalOptions } from "./commands/context.js";
import { BadInput, EXIT, KnownError } from "./errors.js";
import { normalizeSandbox } from "./commands/sandbox-option.js";
import { packageRoot } from "./templates.js";
import type { Io } from "./ui/io.js";
import { readFileSync } from "node:fs";
import { join } from "node:path";

type Run = (cx: Context, args: string[], options: never) => Promise<number | void> | number | void;

/** Builds the command line. Commands are imported when they run: help, validate and completion load no AWS client. */
function buildProgram(run: (action: Run) => (...args: unknown[]) => Promise<void>): Command {
  const program = new Command("ccb")
    .description(
      "Provision and operate Claude Code on Amazon Bedrock: who may use which model, who spent what, and what stops a runaway bill.",
    )
    .version(version(), "-V, --version", "print the version")
    .option("-c, --config <file>", "configuration file (default: $CCB_CONFIG, else ./ccb.yaml)")
    .option("--region <region>", "AWS Region, instead of the YAML's")
    .option("--profile <name>", "named profile of the AWS configuration files")
    .option("--sandbox [dir]", "work on a simulated AWS account kept in a folder (default: .ccb/sandbox)")
    .option("--json", "print the result as one JSON document")
    .option("-q, --quiet", "no progress on standard error")
    .option("-v, --verbose", "more detail, and stack traces of bugs")
    .option("--no-color", "no colours");
  const phase = ["--phase <phase>", "only this phase and what it needs; may be repeated"] as const;
  const collect = (value: string, previous: string[] = []) => [...previous, value];

  program
    .command("init")
    .description("write a commented ccb.yaml; never overwrites")
    .option("--defaults", "ask nothing")
    .action(run(async (cx, _args, options) => (await import("./commands/init.js")).init(cx, options)));
  program
    .command("validate")
    .description("check the YAML offline; every error at once")
    .action(run(async (cx) => (await import("./commands/validate.js")).validate(cx)));
  program
    .command("schema")
    .description("print the JSON Schema of the YAML")
    .action(run(async (cx) => (await import("./commands/schema.js")).schema(cx)));
  program
    .command("plan")
    .description("compare the live account with the YAML; no writes")
    .option(...phase, collect)
    .option("--out <file>", "save the plan for apply --plan")
    .option("--detailed-exitcode", "exit 2 when there are changes")
    .option("--adopt", "take over resources that have our names and nobody's tags")
    .action(run(async (cx, _args, options) => (await import("./commands/plan.js")).plan(cx, options)));
  program
    .command("apply")
    .description("plan, ask, and make the account as the YAML wants it")
    .option(...phase, collect)
    .option("--plan <file>", "apply a saved plan, if a fresh one equals it")
    .option("-y, --yes", "do not ask")
    .option("--adopt", "take over resources that have our names and nobody's tags")
    .option("--allow-deletes <n>", "let a plan through that deletes or replaces exactly n resources")
    .action(run(async (cx, _args, options) => (await import("./commands/apply.js")).apply(cx, options)));
  program
    .command("destroy")
    .description("remove what is ours, in reverse order")
    .option("--delete-data", "buckets and everything in them too")
    .option("-y, --yes", "do not ask")
    .action(run(async (cx, _args, options) => (await import("./commands/destroy.js")).destroy(cx, options)));
  program
    .command("status")
    .description("what is there, what drifted, what waits on a person")
    .action(run(async (cx) => (await import("./commands/status.js")).status(cx)));
  program
    .command("outputs")
    .argument("[name]", "one output only")
    .description("ARNs and names for other tools")
    .action(run(async (cx, args) => (await import("./commands/outputs.js")).outputs(cx, args[0])));
  program
    .command("completion")
    .argument("<shell>", "bash, zsh or fish")
    .description("print a completion script")
    .action(
      run(async (cx, args) =>
        (await import("./commands/completion.js")).completion(cx, args[0] ?? "", program),
      ),
    );
  return program;
}

/**
 * Runs one command line.
 * @param argv without the interpreter and the script
 * @returns the exit code; nothing is thrown
 */
export async function runCcb(argv: readonly string[], io: Io): Promise<number> {
  let code: number = EXIT.done;
  let globals: GlobalOptions = {
    json: argv.includes("--json"),
    verbose: argv.includes("--verbose") || argv.includes("-v"),
  };
  const program = buildProgram((action) => async (...args: unknown[]) => {
    const command = args.at(-1) as Command;
    const options = command.optsWithGlobals() as GlobalOptions;
    globals = options;
    const positional = args.slice(0, -2).filter((arg): arg is string => typeof arg === "string");
    code = (await action(new Context(io, options), positional, options as never)) ?? EXIT.done;
  });
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeOut: (text) => io.out(text), writeErr: () => {} });
  }
  try {
    await program.parseAsync(normalizeSandbox(argv, program), { from: "user" });
    return code;
  } catch (error) {
    return fail(error, globals, io);
  }
}

/** Reports an error: one JSON document with `--json`, else a message and what to do about it. */
function fail(error: unknown, globals: GlobalOptions, io: Io): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.done;
    const message = error.message.replace(/^error: /, "");
    return fail(
      new BadInput("bad_usage", message === "(outputHelp)" ? "no command given" : message, "see ccb --help"),
      globals,
      io,
    );
  }
  const known = error instanceof KnownError ? error : undefined;
  const message = known?.message ?? `${(error as Error)?.message ?? String(error)}`;
  if (globals.json === true) {
    const hint = known?.hint === undefined ? {} : { hint: known.hint };
    const details = known?.details === undefined ? {} : { details: known.details };
    io.out(
      `${JSON.stringify({ error: { code: known?.code ?? "internal", message, ...hint, ...details } }, null, 2)}\n`,
    );
  } else {
    io.err(`${known?.code === "bad_config" ? "" : "Error: "}${message}\n`);
    if (known?.hint !== undefined) io.err(`${known.hint}\n`);
    if (known === undefined) io.err("This is a bug in ccb. Run again with --verbose for the stack trace.\n");
  }
  if (globals.verbose === true && error instanceof Error) {
    io.err(`${(known?.cause as Error | undefined)?.stack ?? error.stack}\n`);
  }
  return known?.exitCode ?? EXIT.error;
}

function version(): string {
  return (JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")) as { version: string })
    .version;
}
