import type { Command, Option } from "commander";
import { REGIONS } from "../config/regions.js";
import { PHASES } from "../engine/kind.js";
import { FORMATS } from "../env/formats.js";
import { FORMATS as REPORT_FORMATS } from "../report/render/index.js";
import { DIMENSIONS } from "../report/report-types.js";
import type { Kind } from "./complete.js";
import { OUTPUT_NAMES } from "./output-names.js";

/** The shells there is a script for. */
export const SHELLS = ["bash", "zsh", "fish"];

/** What a word may be: one of a list, or of what the YAML has of a kind. */
export type Values = readonly string[] | { kind: Kind };

/** Whether there are no words to offer. */
export function isEmpty(values: Values): boolean {
  return !("kind" in values) && values.length === 0;
}

/** Arguments by command. */
const ARGUMENTS: Record<string, Values> = {
  completion: SHELLS,
  outputs: OUTPUT_NAMES,
  sandbox: ["seed", "serve", "reset"],
  prices: { kind: "models" },
  "offboard-dev": { kind: "developers" },
  "print-env": { kind: "developers" },
  "suspend-dev": { kind: "developers" },
  "resume-dev": { kind: "developers" },
};

/** Values of options by command; those of all commands without one. */
const OPTIONS: Record<string, Values> = {
  "--phase": PHASES,
  "--region": REGIONS,
  "--model": { kind: "models" },
  "--team": { kind: "teams" },
  "--developer": { kind: "developers" },
  "--dev-project": { kind: "projects" },
  "--cost-center": { kind: "cost-centers" },
  "print-env --format": FORMATS,
  "cost-report --format": REPORT_FORMATS,
  "cost-report --group-by": DIMENSIONS,
  "cost-report --engine": ["athena", "local"],
};

/** What may stand as a command's argument; its commands, where it has some. */
export function argumentValues(command: Command): Values {
  const inner = command.commands.map((one) => one.name());
  return inner.length > 0 ? inner : (ARGUMENTS[command.name()] ?? []);
}

/** What may follow an option: `undefined` where nothing does, an empty list where anything may, such as a file. */
export function optionValues(command: Command, option: Option): Values | undefined {
  if (!option.required) return undefined;
  const flag = option.long ?? "";
  return OPTIONS[`${command.name()} ${flag}`] ?? OPTIONS[flag] ?? [];
}
