import type { Command } from "commander";
import { BadInput } from "./errors.js";

/** The words that lead to a command: `ccb plan`. */
export function wordsOf(command: Command): string {
  return command.parent === null ? command.name() : `${wordsOf(command.parent)} ${command.name()}`;
}

/** A command and all below it. */
export function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

/** What is wrong with a command line, and where its command is explained. */
export function usageError(message: string, command: Command): BadInput {
  return new BadInput("bad_usage", message.replace(/^error: /, ""), `see ${wordsOf(command)} --help`);
}

/**
 * Takes the check of options that must be given out of commander's hands, which makes it before it looks for options
 * that do not exist: of a typo it would say that something else is missing.
 * @returns the check, for when everything else is right. @throws BadInput
 */
export function requireLater(program: Command): (command: Command) => void {
  const required = new Map(
    withSubcommands(program).map((command) => [
      command,
      command.options.filter((option) => option.mandatory),
    ]),
  );
  for (const option of [...required.values()].flat()) option.mandatory = false;
  return (command) => {
    const missing = required
      .get(command)
      ?.find((option) => command.getOptionValue(option.attributeName()) === undefined);
    if (missing !== undefined) throw usageError(`required option '${missing.flags}' not specified`, command);
  };
}

/** Why commander fell back to its help: there is no command, or one that does not exist. */
export function whatIsMissing(command: Command, sandbox: string | undefined): string {
  const word = command.args.at(-1);
  if (word !== undefined) return `unknown command '${word}'`;
  return `no command given${(sandbox ?? "") === "" ? "" : `; '${sandbox}' is the folder of --sandbox`}`;
}
