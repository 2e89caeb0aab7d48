import { Command, CommanderError } from "commander";
import { Context, type GlobalOptions } from "./commands/context.js";
import { EXIT } from "./errors.js";
import { examplesText } from "./examples.js";
import { normalizeSandbox } from "./commands/sandbox-option.js";
import { packageVersion } from "./package.js";
import { reportFailure } from "./ui/failure.js";
import type { Io } from "./ui/io.js";
import { guarded } from "./ui/for-terminal.js";
import { requireLater, usageError, whatIsMissing, withSubcommands, wordsOf } from "./usage.js";

type Run = (cx: Context, args: string[], options: never) => Promise<number | void> | number | void;

/** Builds the command line. Commands are imported when they run: help, validate and completion load no AWS client. */
export function buildProgram(run: (action: Run) => (...args: unknown[]) => Promise<void>): Command {
  const program = new Command("ccb")
    .description(
      "Provision and operate Claude Code on Amazon Bedrock: who may use which model, who spent what, and what stops a runaway bill.",
    )
    .version(packageVersion(), "-V, --version", "print the version")
    .option(
      "-c, --config <file>",
      "configuration file (default: $CCB_CONFIG, else ccb.yaml here or in a folder above)",
    )
    .option("--region <region>", "AWS Region, instead of the YAML's")
    .option("--profile <name>", "named profile of the AWS configuration files")
    .option(
      "--sandbox [dir]",
      "work on a simulated AWS account kept in a folder (default: .ccb/sandbox beside the YAML)",
    )
    .option("--json", "print the result as one JSON document")
    .option("-q, --quiet", "no progress on standard error")
    .option("-v, --verbose", "more detail, and stack traces of bugs")
    .option("--no-color", "no colours");
  const phase = ["--phase <phase>", "only this phase and what it needs; may be repeated"] as const;
  const only = ["--phase <phase>", "only this phase; may be repeated"] as const;
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
    .option("--new-history", "begin a new logs bucket beside the old one after logging.bucketPrefix changed")
    .option("--keep-old", "keep replaced profiles, marked as retiring")
    .option("--drop-old", "delete retiring profiles")
    .action(run(async (cx, _args, options) => (await import("./commands/plan.js")).plan(cx, options)));
  program
    .command("show")
    .argument("<file>", "a plan that plan --out saved")
    .description("print a saved plan; no call to AWS")
    .action(run(async (cx, args) => (await import("./commands/show.js")).show(cx, args[0] ?? "")));
  program
    .command("apply")
    .description("plan, ask, and make the account as the YAML wants it")
    .option(...phase, collect)
    .option("--plan <file>", "apply a saved plan with the options it was made with, if a fresh one equals it")
    .option("-y, --yes", "do not ask")
    .option("--adopt", "take over resources that have our names and nobody's tags")
    .option("--new-history", "begin a new logs bucket beside the old one after logging.bucketPrefix changed")
    .option("--keep-old", "keep replaced profiles, marked as retiring")
    .option("--drop-old", "delete retiring profiles")
    .option("--allow-deletes <n>", "let a plan through that deletes or replaces exactly n resources")
    .action(run(async (cx, _args, options) => (await import("./commands/apply.js")).apply(cx, options)));
  program
    .command("destroy")
    .description("remove what is ours, in reverse order")
    .option(...only, collect)
    .option("--delete-data", "buckets and everything in them too")
    .option("-y, --yes", "do not ask")
    .action(run(async (cx, _args, options) => (await import("./commands/destroy.js")).destroy(cx, options)));
  program
    .command("status")
    .description("what is there, what drifted, what waits on a person")
    .option(...only, collect)
    .option("--all", "name every resource")
    .option("--detailed-exitcode", "exit 2 when something is missing, drifted or surplus")
    .action(run(async (cx, _args, options) => (await import("./commands/status.js")).status(cx, options)));
  program
    .command("outputs")
    .argument("[name]", "one output only")
    .description("ARNs and names for other tools")
    .action(run(async (cx, args) => (await import("./commands/outputs.js")).outputs(cx, args[0])));
  program
    .command("onboard-dev")
    .argument("[user]", "the developer's name")
    .description("add a developer to the YAML, make the profiles, print the environment")
    .option("--team <team>", "team")
    .option("--dev-project <project>", "project the developer's calls are filed under")
    .option("--cost-center <id>", "cost centre")
    .option("--model <alias>", "model alias; may be repeated, the first is the main model", collect)
    .option(
      "--principal <arn-or-name>",
      "IAM principal ARN or sign-in name, where it differs from the user; may be repeated",
      collect,
    )
    .option("--from <file>", "onboard every row of a CSV file: user,team,project,costCenter,models,principal")
    .option("-y, --yes", "do not ask before a profile is deleted because a developer's models are others now")
    .action(
      run(async (cx, args, options) =>
        (await import("./commands/onboard-dev.js")).onboardDev(cx, args[0], options),
      ),
    );
  program
    .command("offboard-dev")
    .argument("<user>", "the developer's name")
    .description("remove the profiles and the YAML entry, keep the cost history")
    .option("-y, --yes", "do not ask")
    .action(
      run(async (cx, args, options) =>
        (await import("./commands/offboard-dev.js")).offboardDev(cx, args[0] ?? "", options),
      ),
    );
  program
    .command("list-devs")
    .description("developers and their profiles, and where YAML and AWS disagree")
    .action(run(async (cx) => (await import("./commands/list-devs.js")).listDevs(cx)));
  program
    .command("print-env")
    .argument("[user]", "a developer; without one, the settings everybody shares")
    .description("what Claude Code needs to use the stack")
    .option(
      "-f, --format <format>",
      "shell, fish, powershell, dotenv, json, settings, managed-settings or aws-config (default: shell)",
    )
    .option("--model <alias>", "start Claude Code with this model")
    .option("--merge <file>", "merge the settings into an existing settings.json")
    .action(
      run(async (cx, args, options) =>
        (await import("./commands/print-env.js")).printEnv(cx, args[0], options),
      ),
    );
  program
    .command("cost-report")
    .description("who spent what in a month, from the invocation logs")
    .requiredOption("--month <month>", "YYYY-MM, UTC")
    .option(
      "--group-by <dimensions>",
      "developer, team, project, cost-center, model, day, region, principal, account, metadata:KEY; several with commas",
    )
    .option("--account <id>", "the calls of one AWS account only")
    .option(
      "--engine <engine>",
      "athena or local (default: local with --logs or in the simulated account, else athena)",
    )
    .option("--logs <path-or-s3>", "a folder or s3:// address that holds a copy of the logs bucket")
    .option("--format <format>", "table, json, csv, markdown or html (default: table)")
    .option(
      "--out <file>",
      "write the report to a file, whose ending decides the format; - is standard output",
    )
    .option("--compare <month>", "compare with another month")
    .option(
      "--refresh",
      "read again what may have changed: local all logs of the month, athena the last three days",
    )
    .option("--no-cache", "read the logs themselves, and keep nothing of them")
    .action(
      run(async (cx, _args, options) => (await import("./commands/cost-report.js")).costReport(cx, options)),
    );
  program
    .command("prices")
    .argument("[model]", "a model id, or a part of one")
    .description("the prices a cost report uses")
    .action(run(async (cx, args) => (await import("./commands/prices.js")).prices(cx, args[0])));
  program
    .command("sandbox")
    .argument(
      "<action>",
      "seed: write a month of invocation logs; serve: offer the account to any AWS client over HTTP; reset: empty it",
    )
    .description("fill, serve or empty the simulated account")
    .option("--month <month>", "seed: YYYY-MM")
    .option("--calls <n>", "seed: number of calls (default: 2000)")
    .option("--port <n>", "serve: port (default: any free one)")
    .option("--host <address>", "serve: address to listen on (default: 127.0.0.1, this machine only)")
    .option("-y, --yes", "reset: do not ask")
    .action(
      run(async (cx, args, options) =>
        (await import("./commands/sandbox.js")).sandbox(cx, args[0] ?? "", options),
      ),
    );
  program
    .command("completion")
    .argument("<shell>", "bash, zsh or fish")
    .description("print a completion script")
    .action(
      run(async (cx, args) =>
        (await import("./commands/completion.js")).completion(cx, args[0] ?? "", program),
      ),
    );
  program
    .command("complete", { hidden: true })
    .argument("<kind>")
    .description("print the words of the YAML a completion script asks for")
    .action(run(async (cx, args) => (await import("./commands/complete.js")).complete(cx, args[0] ?? "")));
  program
    .command("version")
    .description("print the version")
    .action(run((cx) => cx.result({ version: packageVersion() }, `${packageVersion()}\n`)));
  return program;
}

/**
 * Runs one command line.
 * @param argv without the interpreter and the script
 * @returns the exit code; nothing is thrown
 */
export async function runCcb(argv: readonly string[], outside: Io): Promise<number> {
  const io = guarded(outside);
  let code: number = EXIT.done;
  let globals: GlobalOptions = {
    json: argv.includes("--json"),
    verbose: argv.includes("--verbose") || argv.includes("-v"),
  };
  const program = buildProgram((action) => async (...args: unknown[]) => {
    const command = args.at(-1) as Command;
    const options = command.optsWithGlobals() as GlobalOptions;
    globals = options;
    requireOptions(command);
    const positional = args.slice(0, -2).filter((arg): arg is string => typeof arg === "string");
    code = (await action(new Context(io, options), positional, options as never)) ?? EXIT.done;
  });
  const requireOptions = requireLater(program);
  // What commander itself prints: help or the version.
  let printed = "";
  let failing = program;
  for (const command of withSubcommands(program)) {
    const fail = (error: CommanderError): never => {
      failing = command;
      throw error;
    };
    command
      .exitOverride(fail)
      .configureOutput({ writeOut: (text) => (printed += text), writeErr: () => {} })
      .configureHelp({ showGlobalOptions: true })
      .addHelpText("after", examplesText(wordsOf(command).replace(/^ccb ?/, "")));
  }
  try {
    await program.parseAsync(normalizeSandbox(argv, program), { from: "user" });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportFailure(error, globals, io);
    if (error.exitCode === 0) {
      const document = error.code === "commander.version" ? { version: packageVersion() } : { help: printed };
      new Context(io, globals).result(document, printed);
      return EXIT.done;
    }
    if (error.code !== "commander.help") {
      return reportFailure(usageError(error.message, failing), globals, io);
    }
    if (argv.length === 0) {
      program.outputHelp();
      io.out(printed);
      return EXIT.done;
    }
    const { sandbox } = program.opts<GlobalOptions>();
    return reportFailure(usageError(whatIsMissing(failing, sandbox), failing), globals, io);
  }
}
