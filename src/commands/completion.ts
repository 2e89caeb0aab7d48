import type { Command } from "commander";
import { BadInput } from "../errors.js";
import type { Context } from "./context.js";

/** `ccb completion SHELL`: a script for the shell to evaluate. */
export function completion(cx: Context, shell: string, program: Command): void {
  const scripts: Record<string, (words: Words) => string> = { bash, zsh, fish };
  const script = scripts[shell];
  if (script === undefined) {
    throw new BadInput("bad_usage", `no completion for "${shell}"`, "shells are bash, zsh and fish");
  }
  cx.io.out(script(wordsOf(program)));
}

interface Words {
  globals: string[];
  commands: { name: string; description: string; options: string[] }[];
}

function wordsOf(program: Command): Words {
  const flags = (command: Command) => command.options.flatMap((option) => option.long ?? []);
  return {
    globals: [...flags(program), "--help"],
    commands: program.commands.map((command) => ({
      name: command.name(),
      description: command.description(),
      options: flags(command),
    })),
  };
}

function bash({ globals, commands }: Words): string {
  const cases = commands
    .map((c) => `    ${c.name}) words="${[...c.options, ...globals].join(" ")}" ;;`)
    .join("\n");
  return `_ccb() {
  local current="\${COMP_WORDS[COMP_CWORD]}" command="" word words
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in
      ${commands.map((c) => c.name).join("|")}) command="$word"; break ;;
    esac
  done
  case "$command" in
${cases}
    *) words="${[...commands.map((c) => c.name), ...globals].join(" ")}" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _ccb ccb
`;
}

function zsh(words: Words): string {
  const commands = words.commands.map((c) => `    '${c.name}:${quoted(c.description)}'`).join("\n");
  const cases = words.commands
    .map((c) => `    ${c.name}) compadd -- ${[...c.options, ...words.globals].join(" ")} ;;`)
    .join("\n");
  return `#compdef ccb
_ccb() {
  local -a commands
  commands=(
${commands}
  )
  local command="\${words[(r)(${words.commands.map((c) => c.name).join("|")})]}"
  case "$command" in
${cases}
    *) _describe command commands; compadd -- ${words.globals.join(" ")} ;;
  esac
}
compdef _ccb ccb
`;
}

function fish({ globals, commands }: Words): string {
  const names = commands.map((c) => c.name).join(" ");
  const lines = commands.flatMap((c) => [
    `complete -c ccb -f -n "not __fish_seen_subcommand_from ${names}" -a ${c.name} -d '${quoted(c.description)}'`,
    ...c.options.map(
      (option) => `complete -c ccb -n "__fish_seen_subcommand_from ${c.name}" -l ${option.slice(2)}`,
    ),
  ]);
  return `${[...globals.map((option) => `complete -c ccb -l ${option.slice(2)}`), ...lines].join("\n")}\n`;
}

/** For a single-quoted word of zsh and fish. */
function quoted(text: string): string {
  return text.replaceAll("'", "’").replaceAll(":", "\\:");
}
