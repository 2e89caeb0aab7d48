import { type Format, variableLines, variablesOnly } from "./format.js";

/** For `… | source` in fish, where `\\` and `\'` are the only escapes between single quotes. */
export const fish: Format = {
  render: variableLines((name, value) => `set -gx ${name} '${value.replace(/[\\']/g, "\\$&")}'`),
  notes: variablesOnly,
};
