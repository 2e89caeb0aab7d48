import { QueryFailure } from "./failure.js";

/** What Hive names the folder of rows without a value. */
const DEFAULT_PARTITION = "__HIVE_DEFAULT_PARTITION__";

/** Characters Hive escapes in the names of folders (`org.apache.hadoop.hive.common.FileUtils`). */
const ESCAPED = /["#%'*/:=?\\{[\]^]/g;

/**
 * The folder of a partition as Hive names it, ending in a slash: `dt=2026-10-01/`, `day=2026%2F10%2F01/`.
 * @throws QueryFailure for a value with other characters than printable ASCII, as Athena does
 */
export function partitionFolder(columns: readonly string[], values: readonly (string | null)[]): string {
  return columns.map((column, i) => `${escaped(column)}=${escaped(values[i] ?? "")}/`).join("");
}

function escaped(value: string): string {
  if (value === "") return DEFAULT_PARTITION;
  if (!/^[\x20-\x7e]*$/.test(value)) {
    throw new QueryFailure(
      `INVALID_PARTITION_VALUE: Hive partition keys can only contain printable ASCII characters (0x20 - 0x7E). Invalid value: ${Buffer.from(value).toString("hex").toUpperCase()}`,
    );
  }
  return value.replace(ESCAPED, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
