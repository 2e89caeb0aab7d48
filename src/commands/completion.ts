import type { Command, Option } from "commander";
import { BadInput } from "../errors.js";
import { bash } from "./completion-bash.js";
import { fish } from "./completion-fish.js";
import { zsh } from "./completion-zsh.js";
import { SHELLS, type Values, argumentValues, optionValues } from "./completion-values.js";
import type { Context } from "./context.js";

/** An option as a shell completes it. */
export interface Flag {
  /** `--format` and, where there is one, `-f`. */
  names: string[];
  description: string;
  /** What follows it; an empty list: anything, such as a file. Absent: nothing. */
  values?: Values;
}

/** What a shell offers after `ccb`. */
export interface Words {
  globals: Flag[];
  commands: { name: string; description: string; flags: Flag[]; values: Values }[];
}

const SCRIPTS: Record<string, (words: Words) => string> = { bash, zsh, fish };

/** `ccb completion SHELL`: a script for the shell to evaluate; with `--json`, inside a document. */
export function completion(cx: Context, shell: string, program: Command): void {
  const script = SCRIPTS[shell];
  if (script === undefined) {
    throw new BadInput("bad_usage", `no completion for "${shell}"`, `shells are ${SHELLS.join(", ")}`);
  }
  const text = script(wordsOf(program));
  cx.result({ shell, script: text }, text);
}

function wordsOf(program: Command): Words {
  // Commander keeps hidden commands out of its help only.
  const shown = program.createHelp().visibleCommands(program);
  return {
    globals: [...flagsOf(program), { names: ["--help"], description: "show help" }],
    commands: shown
      .filter((command) => command.name() !== "help")
      .map((command) => ({
        name: command.name(),
        description: command.description(),
        flags: [command, ...command.commands].flatMap((one) => flagsOf(one)),
        values: argumentValues(command),
      })),
  };
}

function flagsOf(command: Command): Flag[] {
  return command.options.map((option) => flagOf(command, option));
}

function flagOf(command: Command, option: Option): Flag {
  const names = [option.long, option.short].filter((name) => name !== undefined);
  const values = optionValues(command, option);
  return { names, description: option.description, ...(values === undefined ? {} : { values }) };
}
