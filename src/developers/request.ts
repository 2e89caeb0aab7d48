import { oneLine } from "../config/messages.js";
import type { DeveloperEntry } from "../config/edit/developer.js";
import { formatPath, type Problem } from "../config/problem.js";
import { BadInput, type KnownError } from "../errors.js";
import { type CsvSource, readRows } from "./csv.js";
import { checkUser } from "./names.js";

/** One developer to onboard. */
export interface OnboardRequest {
  user: string;
  entry: DeveloperEntry;
  /** Line of the CSV file, from 1. */
  line?: number;
}

/** What is wrong with a row. */
interface RowProblem {
  line: number;
  message: string;
}

const COLUMNS = ["user", "team", "project", "costCenter", "models", "principal"] as const;
type Cells = Partial<Record<(typeof COLUMNS)[number], string>>;

/**
 * Reads a CSV file with a heading of `user,team,project,costCenter,models,principal` in any order; only `user` has to be
 * there. Models are separated by spaces, semicolons or bars, principals by semicolons or bars; an empty cell means the
 * YAML's default.
 * @returns the rows that can be tried, and what is wrong with the others
 * @throws BadInput for a file that is no such CSV, or names nobody
 */
export async function readCsv(
  source: CsvSource,
  shown: string,
): Promise<{ requests: OnboardRequest[]; problems: RowProblem[] }> {
  const rows = await readRows(source, shown, COLUMNS, "user");
  if (rows.length === 0)
    throw new BadInput("bad_csv", `${shown} names no developer`, `columns: ${COLUMNS.join(",")}`);
  const problems: RowProblem[] = [];
  const lines = new Map<string, number>();
  const requests = rows.flatMap(({ cells, line, problem }): OnboardRequest[] => {
    const user = cells.user ?? "";
    const before = lines.get(user.toLowerCase());
    const wrong =
      problem ??
      nameProblem(user) ??
      (before === undefined ? undefined : `"${user}" is in line ${before} already`);
    lines.set(user.toLowerCase(), before ?? line);
    if (wrong === undefined) return [{ user, entry: entryOf(cells), line }];
    problems.push({ line, message: wrong });
    return [];
  });
  return { requests, problems };
}

/** As the YAML has it: one as a text, several as a list, none not at all. */
export function oneOrList(values: readonly string[]): string | readonly string[] | undefined {
  return values.length > 1 ? values : values[0];
}

/** Problems of an edited configuration as problems of the rows that brought them in; `others` are older. */
export function rowProblems(
  problems: readonly Problem[],
  requests: readonly OnboardRequest[],
): { rows: RowProblem[]; others: Problem[] } {
  const rows: RowProblem[] = [];
  const others: Problem[] = [];
  const owners = new Map(requests.map((request) => [formatPath(["developers", request.user]), request]));
  for (const problem of problems) {
    const request = ownersOf(problem).flatMap((path) => owners.get(path) ?? [])[0];
    if (request?.line === undefined) others.push(problem);
    else rows.push({ line: request.line, message: problem.message });
  }
  return { rows, others };
}

/** The error for rows that cannot be onboarded, each at its line. */
export function badRows(shown: string, problems: readonly RowProblem[]): BadInput {
  const sorted = problems.toSorted((a, b) => a.line - b.line);
  const text = sorted.map(({ line, message }) => oneLine(`${shown}:${line}:1: ${message}`)).join("\n");
  return new BadInput("bad_csv", text, "nothing was changed", sorted);
}

/** The path of a problem and those above it. */
function ownersOf({ path }: Problem): string[] {
  const ends = [...path.matchAll(/[.[]/g)].map(({ index }) => index);
  return [...ends, path.length].map((end) => path.slice(0, end));
}

function nameProblem(user: string): string | undefined {
  try {
    checkUser(user);
    return undefined;
  } catch (error) {
    const { message, hint } = error as KnownError;
    return `${message}${hint === undefined ? "" : `; ${hint}`}`;
  }
}

function entryOf(cells: Cells): DeveloperEntry {
  const models = cells.models?.split(/[\s;|]+/).filter(Boolean) ?? [];
  const { team, project, costCenter } = cells;
  const principal = oneOrList((cells.principal ?? "").split(/\s*[;|]\s*/).filter(Boolean));
  const given = Object.entries({ team, project, costCenter, principal }).filter(
    ([, value]) => (value ?? "") !== "",
  );
  return { ...(Object.fromEntries(given) as DeveloperEntry), ...(models.length === 0 ? {} : { models }) };
}
