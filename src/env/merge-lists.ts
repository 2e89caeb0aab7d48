/** Variables of Claude Code whose value is a list: people put entries of their own into it. */
export interface ListOfEntries {
  /** Between entries, as the reader of the variable takes it. */
  separator: RegExp;
  /** Written between entries where the text has none yet. */
  glue: string;
  /** Name and value of an entry; two entries of one name cannot both hold. */
  parse(entry: string): { name: string; value: string };
}

/**
 * `ANTHROPIC_CUSTOM_HEADERS`: one header a line; the case of a name does not matter.
 * Source: code.claude.com/docs/en/settings-reference.
 */
export const HEADERS: ListOfEntries = {
  separator: /\r?\n/,
  glue: "\n",
  parse: (entry) => {
    const { name, value } = cut(entry, ":");
    return { name: name.toLowerCase(), value };
  },
};

/** `OTEL_RESOURCE_ATTRIBUTES`: `key=value` with commas. Source: OpenTelemetry, "Resource SDK". */
export const ATTRIBUTES: ListOfEntries = { separator: /,/, glue: ",", parse: (entry) => cut(entry, "=") };

function cut(entry: string, at: string): { name: string; value: string } {
  const place = entry.includes(at) ? entry.indexOf(at) : entry.length;
  return { name: entry.slice(0, place).trim(), value: entry.slice(place + 1).trim() };
}

/** Entries by name; of two with one name the last one holds. */
export function entriesOf(list: ListOfEntries, text: string): Map<string, string> {
  return new Map(
    text
      .split(list.separator)
      .map((entry) => list.parse(entry))
      .filter(({ name }) => name !== "")
      .map(({ name, value }) => [name, value]),
  );
}

/**
 * Puts entries into a list and takes others out, by name. Everything else stays as it is to the letter, and so does the
 * whole text when it says all this already.
 * @param ours the entries to put in, as a list of the same kind
 * @param gone names of entries to take out
 */
export function mergeEntries(
  list: ListOfEntries,
  text: string,
  ours: string,
  gone: ReadonlySet<string>,
): string {
  const left = new Map(
    ours
      .split(list.separator)
      .filter((entry) => entry.trim() !== "")
      .map((entry) => [list.parse(entry).name, entry] as const),
  );
  const wanted = new Map([...left].map(([name, entry]) => [name, list.parse(entry).value]));
  const before = text.split(list.separator);
  const kept = before.flatMap((entry) => {
    const { name, value } = list.parse(entry);
    if (gone.has(name)) return [];
    if (!wanted.has(name)) return [entry];
    const own = left.get(name);
    left.delete(name);
    if (own === undefined) return [];
    return [value === wanted.get(name) ? entry : own];
  });
  const same =
    left.size === 0 && kept.length === before.length && kept.every((entry, i) => entry === before[i]);
  if (same) return text;
  // What is added must not stand behind an empty entry, such as the one after a line break at the end.
  const end = left.size === 0 ? kept.length : kept.findLastIndex((entry) => entry.trim() !== "") + 1;
  const glue = list.separator.exec(text)?.[0] ?? list.glue;
  return [...kept.slice(0, end), ...left.values()].join(glue);
}
