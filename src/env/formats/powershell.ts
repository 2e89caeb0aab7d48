import { type Format, variableLines, variablesOnly } from "./format.js";

/**
 * For `… | Invoke-Expression`. PowerShell takes typographic single quotes for quotes too. A pipe hands over one line at
 * a time, so a statement must not span lines.
 */
export const powershell: Format = {
  render: variableLines((name, value) => `$env:${name} = ${expression(value)}`),
  notes: variablesOnly,
};

const LINE_BREAKS = new Map([
  ["\r", '"`r"'],
  ["\n", '"`n"'],
]);

function expression(value: string): string {
  return value
    .split(/([\r\n])/)
    .filter((part) => part !== "")
    .map((part) => LINE_BREAKS.get(part) ?? `'${part.replace(/['\u2018-\u201B]/g, "$&$&")}'`)
    .join(" + ")
    .replace(/^$/, "''");
}
