import { type Format, variableLines, variablesOnly } from "./format.js";

/** For `eval "$(…)"` in sh, bash, zsh, ksh. Between single quotes a POSIX shell takes every character as it is. */
export const shell: Format = {
  render: variableLines((name, value) => `export ${name}='${value.replaceAll("'", "'\\''")}'`),
  notes: variablesOnly,
};
