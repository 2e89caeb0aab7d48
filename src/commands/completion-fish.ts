import type { Flag, Words } from "./completion.js";
import { type Values, isEmpty } from "./completion-values.js";

/** For fish: one line a word. */
export function fish({ globals, commands }: Words): string {
  const names = commands.map(({ name }) => name).join(" ");
  const lines = commands.flatMap(({ name, description, flags, values }) => {
    const seen = `-n "__fish_seen_subcommand_from ${name}"`;
    return [
      `complete -c ccb -f -n "not __fish_seen_subcommand_from ${names}" -a ${name} -d '${quoted(description)}'`,
      ...(isEmpty(values) ? [] : [`complete -c ccb -f ${seen} -a ${wordsFor(values)}`]),
      ...flags.map((flag) => `complete -c ccb ${seen} ${optionOf(flag)}`),
    ];
  });
  return `function __ccb_ask
  set -l words (commandline -opc)
  set -l config
  for i in (seq 2 (count $words))
    if contains -- $words[$i] -c --config; and test $i -lt (count $words)
      set config --config $words[(math $i + 1)]
    end
  end
  command $words[1] $config --quiet complete $argv[1] 2>/dev/null
end
${globals.map((flag) => `complete -c ccb ${optionOf(flag)}`).join("\n")}
${lines.join("\n")}
`;
}

/** An option with what follows it: words and nothing else, or a file. */
function optionOf({ names, description, values }: Flag): string {
  const [long = "", short] = names;
  const flags = `-l ${long.slice(2)}${short === undefined ? "" : ` -s ${short.slice(1)}`}`;
  const after = values === undefined ? "" : isEmpty(values) ? " -r" : ` -x -a ${wordsFor(values)}`;
  return `${flags}${after} -d '${quoted(description)}'`;
}

function wordsFor(values: Values): string {
  return "kind" in values ? `'(__ccb_ask ${values.kind})'` : `'${values.join(" ")}'`;
}

function quoted(text: string): string {
  return text.replaceAll("'", "’");
}
