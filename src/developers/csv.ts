import { oneLine } from "../config/messages.js";
import { statSync } from "node:fs";
import { CsvError, parse } from "csv-parse/sync";
import { decode, readText } from "../config/read-text.js";
import { counted } from "../counted.js";
import { BadInput } from "../errors.js";
/** A row by its heading; cells without blanks around them. */
export interface CsvRow<C extends string> {
  cells: Partial<Record<C, string>>;
  /** Line on which it ends, from 1. */
  line: number;
  /** It has more or fewer cells than the heading. */
  problem?: string;
}

/** A file, or something that gives up to so many bytes and one more. */
export type CsvSource = { file: string } | { read: (most: number) => Promise<Uint8Array> };

/** Bytes of a file that are read: far more people than a YAML can hold. */
const CSV_BYTES_MAX = 10_000_000;

const OTHER_DELIMITERS = { ";": "semicolons", "\t": "tabs", "|": "bars" };

/**
 * Reads a CSV file (RFC 4180, a byte order mark and any line ends) whose heading names the given columns in any order
 * and case; rows without any text are left out.
 * @param shown the source as messages name it
 * @throws BadInput for a file that is no such CSV
 */
export async function readRows<C extends string>(
  source: CsvSource,
  shown: string,
  columns: readonly C[],
  required: C,
): Promise<CsvRow<C>[]> {
  const read =
    "file" in source ? readFile(source.file, shown) : decode(await source.read(CSV_BYTES_MAX), CSV_BYTES_MAX);
  if (!("text" in read)) throw new BadInput("bad_csv", `${shown}: ${read.problem}`);
  const [first, ...rest] = parsed(read.text, shown);
  const names = heading(first?.record ?? [], shown, columns, required);
  return rest
    .filter(({ record }) => record.some((cell) => cell !== ""))
    .map(({ record, line }) => ({
      cells: Object.fromEntries(names.map((name, i) => [name, record[i] ?? ""])) as Partial<
        Record<C, string>
      >,
      line,
      ...(record.length === names.length
        ? {}
        : { problem: `${counted(record.length, "cell")} where the heading has ${names.length}` }),
    }));
}

function readFile(path: string, shown: string): ReturnType<typeof readText> {
  const file = statSync(path, { throwIfNoEntry: false });
  if (file === undefined) throw new BadInput("bad_csv", `${shown}: there is no such file`);
  if (file.isDirectory()) throw new BadInput("bad_csv", `${shown} is a folder`);
  return readText(path, CSV_BYTES_MAX);
}

function parsed(text: string, shown: string): { record: string[]; line: number }[] {
  const options = { bom: true, trim: true, skip_empty_lines: true, info: true, relax_column_count: true };
  try {
    const found = parse(text, { ...options, delimiter: "," }) as unknown as {
      record: string[];
      info: { lines: number };
    }[];
    return found.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = (error["lines"] as number | undefined) ?? 1;
    throw new BadInput("bad_csv", `${shown}:${line}:1: ${error.message}`, "nothing was changed");
  }
}

function heading<C extends string>(
  given: readonly string[],
  shown: string,
  columns: readonly C[],
  required: C,
): C[] {
  const hint = `the first line names the columns: ${columns.join(",")}`;
  const delimiter = Object.entries(OTHER_DELIMITERS).find(
    ([sign]) => given.length === 1 && given[0]?.includes(sign),
  );
  if (delimiter !== undefined) {
    throw new BadInput(
      "bad_csv",
      `${shown}:1:1: columns are separated by ${delimiter[1]}; save the file with commas`,
      hint,
    );
  }
  const names = given.map((name) => columns.find((column) => column.toLowerCase() === name.toLowerCase()));
  const unknown = names.indexOf(undefined);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  const what =
    unknown >= 0
      ? `unknown column "${given[unknown]}"`
      : twice !== undefined
        ? `the column "${twice}" is there twice`
        : names.includes(required)
          ? undefined
          : `there is no column "${required}"`;
  if (what !== undefined) throw new BadInput("bad_csv", oneLine(`${shown}:1:1: ${what}`), hint);
  return names as C[];
}
