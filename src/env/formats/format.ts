import type { Environment } from "../environment.js";

/** One way to write an environment down. */
export interface Format {
  /** The text, with a newline at its end. */
  render(environment: Environment): string;
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
export function variablesOnly({ modelOverrides = {} }: Environment): string[] {
  const models = Object.keys(modelOverrides);
  if (models.length === 0) return [];
  return [`variables cannot reach ${models.join(", ")}; the formats settings and managed-settings can`];
}
