import type { Words } from "./completion.js";

/** For bash: words by the command that stands on the line. */
export function bash({ globals, commands, optionValues }: Words): string {
  const names = commands.map((command) => command.name);
  const cases = commands.map(
    ({ name, options, values }) =>
      `    ${name}) words="${[...options, ...globals].join(" ")}" values="${values.join(" ")}" ;;`,
  );
  const values = Object.entries(optionValues).map(
    ([option, list]) => `    ${option}) words="${list.join(" ")}" values="" ;;`,
  );
  return `_ccb() {
  local current="\${COMP_WORDS[COMP_CWORD]}" command="" word words values=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in
      ${names.join("|")}) command="$word"; break ;;
    esac
  done
  case "$command" in
${cases.join("\n")}
    *) words="${globals.join(" ")}" values="${names.join(" ")}" ;;
  esac
  if [[ -n "$values" && "$current" != -* ]]; then words="$values"; fi
  case "\${COMP_WORDS[COMP_CWORD-1]}" in
${values.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _ccb ccb
`;
}

/** For zsh, with descriptions. */
export function zsh({ globals, commands, optionValues }: Words): string {
  const described = commands.map(({ name, description }) => `    '${name}:${quoted(description)}'`);
  const cases = commands.map(
    ({ name, options, values }) =>
      `    ${name}) compadd -- ${[...values, ...options, ...globals].join(" ")} ;;`,
  );
  const values = Object.entries(optionValues).map(
    ([option, list]) => `    ${option}) compadd -- ${list.join(" ")}; return ;;`,
  );
  return `#compdef ccb
_ccb() {
  local -a commands
  commands=(
${described.join("\n")}
  )
  case "\${words[CURRENT-1]}" in
${values.join("\n")}
  esac
  local command="\${words[(r)(${commands.map(({ name }) => name).join("|")})]}"
  case "$command" in
${cases.join("\n")}
    *) _describe command commands; compadd -- ${globals.join(" ")} ;;
  esac
}
compdef _ccb ccb
`;
}

/** For fish: one line a word. */
export function fish({ globals, commands, optionValues }: Words): string {
  const names = commands.map(({ name }) => name).join(" ");
  const option = (flag: string): string => {
    const values = optionValues[flag];
    return `-l ${flag.slice(2)}${values === undefined ? "" : ` -x -a '${values.join(" ")}'`}`;
  };
  const lines = commands.flatMap(({ name, description, options, values }) => [
    `complete -c ccb -f -n "not __fish_seen_subcommand_from ${names}" -a ${name} -d '${quoted(description)}'`,
    ...(values.length === 0
      ? []
      : [`complete -c ccb -f -n "__fish_seen_subcommand_from ${name}" -a '${values.join(" ")}'`]),
    ...options.map((flag) => `complete -c ccb -n "__fish_seen_subcommand_from ${name}" ${option(flag)}`),
  ]);
  return `${[...globals.map((flag) => `complete -c ccb ${option(flag)}`), ...lines].join("\n")}\n`;
}

/** For a single-quoted word of zsh and fish. */
function quoted(text: string): string {
  return text.replaceAll("'", "’").replaceAll(":", "\\:");
}
