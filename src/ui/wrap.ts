/**
 * Breaks a text into lines of at most so many columns, between words; a word that is longer than a line is broken too.
 * @param indent what every line but the first begins with
 */
export function wrap(text: string, columns: number, indent = ""): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) ?? "";
    const joined = last === "" ? word : `${last} ${word}`;
    if (joined.length <= columns) {
      lines[lines.length - 1] = joined;
      continue;
    }
    let rest = last === "" ? joined : indent + word;
    if (last === "") lines.pop();
    for (; rest.length > columns; rest = indent + rest.slice(columns)) lines.push(rest.slice(0, columns));
    lines.push(rest);
  }
  return lines;
}
