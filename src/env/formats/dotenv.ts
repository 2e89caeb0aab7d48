import { type Format, variableLines, variablesOnly } from "./format.js";

/**
 * For `.env` files. There is no standard, so a value is written in the plainest form that holds it, which the most
 * readers agree on:
 * 1. bare, where nothing in it is special: every reader, `docker run --env-file` too;
 * 2. in single quotes, taken as they are: dotenv, Node, Python, Ruby, Compose, direnv and shells;
 * 3. in double quotes with `\n` for a line break: the same without shells (direnv reads line by line, so a line break
 *    itself cannot stay); `\`, `"`, `$` and the backquote are escaped, which dotenv and Node do not undo.
 * No value that this program makes needs an escape of the third form.
 */
export const dotenv: Format = {
  render: variableLines((name, value) => `${name}=${quoted(value)}`),
  notes: variablesOnly,
};

function quoted(value: string): string {
  if (/^[\w./:@%+,=-]*$/.test(value)) return value;
  if (!/['\r\n]/.test(value)) return `'${value}'`;
  return `"${value
    .replace(/[\\"$`]/g, "\\$&")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")}"`;
}
