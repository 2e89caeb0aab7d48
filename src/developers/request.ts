import { readFileSync } from "node:fs";
import { CsvError, parse } from "csv-parse/sync";
import type { DeveloperEntry } from "../config/edit/developer.js";
import { BadInput, KnownError } from "../errors.js";
import { checkUser } from "./names.js";

/** One developer to onboard. */
export interface OnboardRequest {
  user: string;
  entry: DeveloperEntry;
  /** Line of the CSV file, from 1. */
  line?: number;
}

const COLUMNS = ["user", "team", "project", "costCenter", "models", "principal"] as const;
type Row = Partial<Record<(typeof COLUMNS)[number], string>>;

/**
 * Reads a CSV file with a heading of `user,team,project,costCenter,models,principal` in any order; only `user` has to be
 * there. Models are separated by spaces, semicolons or bars; an empty cell means the YAML's default.
 * @throws BadInput with every problem at its line
 */
export function readCsv(path: string, shown: string): OnboardRequest[] {
  const rows = parseRows(path, shown);
  const problems: string[] = [];
  const lines = new Map<string, number>();
  const requests = rows.flatMap(({ record, line }): OnboardRequest[] => {
    const user = record.user ?? "";
    try {
      checkUser(user);
    } catch (error) {
      const { message, hint } = error as KnownError;
      problems.push(`${shown}:${line}:1: ${message}${hint === undefined ? "" : `; ${hint}`}`);
      return [];
    }
    const before = lines.get(user.toLowerCase());
    if (before !== undefined) problems.push(`${shown}:${line}:1: "${user}" is in line ${before} already`);
    lines.set(user.toLowerCase(), line);
    return [{ user, entry: entryOf(record), line }];
  });
  if (problems.length > 0)
    throw new BadInput("bad_csv", problems.join("\n"), "nothing was changed", problems);
  if (requests.length === 0)
    throw new BadInput("bad_csv", `${shown} names no developer`, `columns: ${COLUMNS.join(",")}`);
  return requests;
}

function parseRows(path: string, shown: string): { record: Row; line: number }[] {
  try {
    const options = {
      columns: heading(shown),
      bom: true,
      trim: true,
      skip_empty_lines: true,
      info: true,
    } as const;
    const parsed = parse(readFileSync(path, "utf8"), options) as unknown as {
      record: Row;
      info: { lines: number };
    }[];
    return parsed.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    if (error instanceof KnownError) throw error;
    const line = error instanceof CsvError ? (error["lines"] as number | undefined) : undefined;
    throw new BadInput(
      "bad_csv",
      `${shown}${line === undefined ? "" : `:${line}:1`}: ${(error as Error).message}`,
    );
  }
}

function heading(shown: string): (names: string[]) => string[] {
  return (names) => {
    const columns = names.map(
      (name) => COLUMNS.find((column) => column.toLowerCase() === name.trim().toLowerCase()) ?? name,
    );
    const unknown = columns.filter((name) => !(COLUMNS as readonly string[]).includes(name));
    if (unknown.length > 0 || !columns.includes("user")) {
      const what = unknown.length > 0 ? `unknown column "${unknown[0]}"` : 'there is no column "user"';
      throw new BadInput("bad_csv", `${shown}:1:1: ${what}`, `columns: ${COLUMNS.join(",")}`);
    }
    return columns;
  };
}

function entryOf(row: Row): DeveloperEntry {
  const models = row.models?.split(/[\s;|]+/).filter(Boolean) ?? [];
  const { team, project, costCenter, principal } = row;
  const given = Object.entries({ team, project, costCenter, principal }).filter(
    ([, value]) => (value ?? "") !== "",
  );
  return { ...(Object.fromEntries(given) as DeveloperEntry), ...(models.length === 0 ? {} : { models }) };
}
