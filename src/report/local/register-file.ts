import { type RegisterLine, linesOf, parseRegister } from "../../register/register.js";
import { parseTimestamp } from "../timestamp.js";
import type { LogSource } from "./source.js";

/** Where the profile register lies in the logs bucket. */
export const REGISTER_KEY = "ccb/profiles/profiles.jsonl";

export interface RegisterFile {
  /** In the order of the file. */
  lines: RegisterLine[];
  /** How many lines say nothing that can be read, or not from when on. */
  unreadable: number;
  /** False when there is no such file, which is another thing than an empty one. */
  found: boolean;
}

/** The profile register under the logs' root, else beside it; without lines when there is none. */
export async function readRegisterFile(source: LogSource): Promise<RegisterFile> {
  const bytes = (await source.read(REGISTER_KEY)) ?? (await source.read(`../${REGISTER_KEY}`));
  const text = bytes?.toString("utf8") ?? "";
  const lines = parseRegister(text);
  const dated = lines.filter(
    ({ createdAt }) => typeof createdAt === "string" && parseTimestamp(createdAt) !== undefined,
  );
  return { lines, unreadable: linesOf(text).length - dated.length, found: bytes !== undefined };
}
