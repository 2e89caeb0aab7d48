import type { Environment } from "../environment.js";

/** One way to write an environment down. */
export interface Format {
  /** The text, with a newline at its end. */
  render(environment: Environment): string;
  /** The text as one JSON document, where it says more than the variables. */
  document?(environment: Environment): { env: Environment["env"] };
  /** What goes with the text but not into it: where it belongs, what it cannot say. */
  notes?(environment: Environment): string[];
}

/** Text with one line a variable. */
export function variableLines(line: (name: string, value: string) => string): Format["render"] {
  return ({ env }) =>
    Object.entries(env)
      .map(([name, value]) => `${line(name, value)}\n`)
      .join("");
}

/** For formats that hold variables only. */
export function variablesOnly({ unpinned }: Environment): string[] {
  if (unpinned.length === 0) return [];
  return [
    `variables cannot say all models at once: left out are ${unpinned.join(", ")}; the formats settings and managed-settings hold them`,
  ];
}
