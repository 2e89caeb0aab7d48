import { dirname } from "node:path";
import { KnownError } from "../errors.js";

/** The error for a file of the simulated account that is not as it was written. */
export function damaged(file: string, what: string, folder = dirname(file)): KnownError {
  return new KnownError(
    "sandbox_damaged",
    `the simulated account is damaged: ${file} ${what}`,
    `put the file back from a copy, or begin anew with: ccb sandbox reset --sandbox ${folder}`,
  );
}
