import type { Command } from "commander";
import { PHASES } from "../engine/kind.js";
import { FORMATS } from "../env/formats.js";
import { BadInput } from "../errors.js";
import { bash, fish, zsh } from "./completion-scripts.js";
import type { Context } from "./context.js";
import { OUTPUT_NAMES } from "./output-names.js";

/** What a shell offers after `ccb`. */
export interface Words {
  globals: string[];
  /** Commands with their options, and the words their argument may be. */
  commands: { name: string; description: string; options: string[]; values: readonly string[] }[];
  /** Values of an option, by its name. */
  optionValues: Record<string, readonly string[]>;
}

const SCRIPTS: Record<string, (words: Words) => string> = { bash, zsh, fish };
const SHELLS = Object.keys(SCRIPTS);

/** Arguments that are one of a few words. */
const VALUES: Record<string, readonly string[]> = { completion: SHELLS, outputs: OUTPUT_NAMES };

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
  const flags = (command: Command) => command.options.flatMap((option) => option.long ?? []);
  return {
    globals: [...flags(program), "--help"],
    commands: program.commands.map((command) => ({
      name: command.name(),
      description: command.description(),
      options: flags(command),
      values: VALUES[command.name()] ?? [],
    })),
    optionValues: { "--phase": PHASES, "--format": FORMATS },
  };
}
