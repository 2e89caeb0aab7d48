import type { Flag, Words } from "./completion.js";
import type { Values } from "./completion-values.js";

/** For bash: words by the command on the line and the option before the cursor; names of the YAML are asked for. */
export function bash({ globals, commands }: Words): string {
  const names = commands.map((command) => command.name);
  const takers = globals.filter(({ values }) => values !== undefined).flatMap((flag) => flag.names);
  const cases = [
    ...commands.flatMap((command) => command.flags.flatMap((flag) => afterFlag(`"${command.name} `, flag))),
    ...globals.flatMap((flag) => afterFlag('*" ', flag)),
  ];
  const long = (flags: readonly Flag[]) => flags.map((flag) => flag.names[0] ?? "");
  const unlessFlag = '[[ "$current" == -* ]] || ';
  const own = commands.map(
    ({ name, flags, values }) =>
      `    ${name}) flags=${lines(long([...flags, ...globals]))}; ${unlessFlag}words=${wordsFor(values)} ;;`,
  );
  return `_ccb_ask() {
  "\${COMP_WORDS[0]}" "\${config[@]}" --quiet complete "$1" 2>/dev/null
}
_ccb() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local command="" taker="" flags="" words="" word
  local -a config=()
  # Bash splits --format=x into three words.
  if [[ "$current" == "=" ]]; then current=""
  elif [[ "$previous" == "=" ]]; then previous="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [[ -n "$taker" ]]; then
      [[ "$word" == "=" ]] && continue
      [[ "$taker" == "--config" || "$taker" == "-c" ]] && config=(--config "$word")
      taker=""
      continue
    fi
    case "$word" in
      ${takers.join("|")}) taker="$word" ;;
      ${names.join("|")}) [[ -z "$command" ]] && command="$word" ;;
    esac
  done
  COMPREPLY=()
  case "$command $previous" in
${cases.join("\n")}
    *)
      case "$command" in
${own.map((line) => `    ${line}`).join("\n")}
        *) flags=${lines(long(globals))} words=${lines(names)} ;;
      esac
      if [[ -z "$words" || "$current" == -* ]]; then words="$flags"; fi ;;
  esac
  while IFS= read -r word; do
    if [[ -n "$word" && "$word" == "$current"* ]]; then COMPREPLY+=("$(printf '%q' "$word")"); fi
  done <<< "$words"
}
complete -o default -F _ccb ccb
`;
}

/** What follows an option; where anything may, nothing is offered and bash completes files. */
function afterFlag(command: string, { names, values }: Flag): string[] {
  if (values === undefined) return [];
  const patterns = names.map((name) => `${command}${name}"`);
  return [`    ${patterns.join("|")}) words=${wordsFor(values)} ;;`];
}

function wordsFor(values: Values): string {
  return "kind" in values ? `"$(_ccb_ask ${values.kind})"` : lines(values);
}

/** Words one a line, as bash writes a text with line ends. */
function lines(words: readonly string[]): string {
  return `$'${words.join("\\n")}'`;
}
