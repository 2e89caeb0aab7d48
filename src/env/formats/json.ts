import { type Format, variablesOnly } from "./format.js";

/** The variables as one JSON document, for scripts. */
export const json: Format = {
  render: ({ env }) => `${JSON.stringify({ env }, null, 2)}\n`,
  notes: variablesOnly,
};
