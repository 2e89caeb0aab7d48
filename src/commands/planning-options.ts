import { BadInput } from "../errors.js";
import type { SavedOptions } from "../stack/saved-plan.js";
import { parsePhases } from "./stack-session.js";

/** What plan and apply have in common on the command line. */
export interface PlanningOptions {
  phase?: string[];
  adopt?: boolean;
  newHistory?: boolean;
  keepOld?: boolean;
  dropOld?: boolean;
}

/** @throws BadInput for a phase that does not exist */
export function planningOptions({
  phase,
  adopt,
  newHistory,
  keepOld,
  dropOld,
}: PlanningOptions): SavedOptions {
  const phases = parsePhases(phase);
  return {
    ...(phases === undefined ? {} : { phases }),
    ...{ adopt: adopt === true, newHistory: newHistory === true },
    ...{ keepOld: keepOld === true, dropOld: dropOld === true },
  };
}

/** What a saved plan keeps, as it is called on the command line. */
export const RECORDED = {
  phases: "--phase",
  adopt: "--adopt",
  newHistory: "--new-history",
  keepOld: "--keep-old",
  dropOld: "--drop-old",
} as const;

/**
 * A saved plan is applied as it was made.
 * @param given on the command line, beside the plan
 * @throws BadInput for an option that the plan was made without
 */
export function requireRecorded(given: SavedOptions, saved: SavedOptions, file: string): void {
  for (const [key, flag] of Object.entries(RECORDED) as [keyof SavedOptions, string][]) {
    if (given[key] === undefined || given[key] === false) continue;
    if (textOf(given[key]) === textOf(saved[key])) continue;
    throw new BadInput(
      "bad_usage",
      `${file} was made without this ${flag}`,
      `a saved plan keeps the options it was made with: give ${flag} to ccb plan`,
    );
  }
}

function textOf(value: SavedOptions[keyof SavedOptions]): string {
  return String(Array.isArray(value) ? value.toSorted() : value);
}
