import { type RegisterLine, parseRegister } from "../../register/register.js";
import type { LogSource } from "./source.js";

/** Where the profile register lies in the logs bucket. */
const KEY = "ccb/profiles/profiles.jsonl";

/** The profile register under the logs' root, else beside it; undefined when there is none. */
export async function readRegisterFile(source: LogSource): Promise<RegisterLine[] | undefined> {
  const text = (await source.read(KEY)) ?? (await source.read(`../${KEY}`));
  return text === undefined ? undefined : parseRegister(text.toString("utf8"));
}
