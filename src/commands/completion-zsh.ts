import type { Flag, Words } from "./completion.js";
import { type Values, isEmpty } from "./completion-values.js";

/** For zsh, with descriptions of the commands. */
export function zsh({ globals, commands }: Words): string {
  const described = commands.map(({ name, description }) => `    '${name}:${quoted(description)}'`);
  const takers = globals.filter(({ values }) => values !== undefined).flatMap((flag) => flag.names);
  const cases = [
    ...commands.flatMap((command) => command.flags.flatMap((flag) => afterFlag(`"${command.name} `, flag))),
    ...globals.flatMap((flag) => afterFlag('*" ', flag)),
  ];
  const long = (flags: readonly Flag[]) => flags.map((flag) => flag.names[0]).join(" ");
  const own = commands.map(
    ({ name, flags, values }) =>
      `    ${name})${isEmpty(values) ? "" : ` ${add(values)};`} compadd -- ${long([...flags, ...globals])} ;;`,
  );
  return `#compdef ccb
_ccb_ask() {
  compadd -- \${(f)"$(command \${words[1]} $config --quiet complete $1 2>/dev/null)"}
}
_ccb() {
  local -a commands config
  local command="" taker="" word
  commands=(
${described.join("\n")}
  )
  for word in \${words[2,CURRENT-1]}; do
    if [[ -n "$taker" ]]; then
      [[ "$taker" == (--config|-c) ]] && config=(--config $word)
      taker=""
      continue
    fi
    case "$word" in
      ${takers.join("|")}) taker="$word" ;;
      ${commands.map(({ name }) => name).join("|")}) [[ -z "$command" ]] && command="$word" ;;
    esac
  done
  case "$command \${words[CURRENT-1]}" in
${cases.join("\n")}
  esac
  case "$command" in
${own.join("\n")}
    *) _describe command commands; compadd -- ${long(globals)} ;;
  esac
}
compdef _ccb ccb
`;
}

function afterFlag(command: string, { names, values }: Flag): string[] {
  if (values === undefined) return [];
  const patterns = names.map((name) => `${command}${name}"`);
  return [`    ${patterns.join("|")}) ${isEmpty(values) ? "_files" : add(values)}; return ;;`];
}

function add(values: Values): string {
  return "kind" in values ? `_ccb_ask ${values.kind}` : `compadd -- ${values.join(" ")}`;
}

function quoted(text: string): string {
  return text.replaceAll("'", "’").replaceAll(":", "\\:");
}
