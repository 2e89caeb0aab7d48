import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Journal } from "../../src/sandbox/journal.js";

/** Rows of a simulated account by table and key. */
export type State = Record<string, Record<string, unknown>>;

/** What the simulated services keep for themselves: history, not resources. */
const NOT_RESOURCES = /^account\/|\/(tokens|requests|ghosts)$/;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** Identity Center ends the names of its roles with digits of its own. */
const RESERVED_ROLE = /(AWSReservedSSO_[\w-]+?_)[0-9a-f]{16}/gi;

/**
 * The resources an account holds, told by their names: what depends on the order of calls (identifiers, times, versions
 * of objects) is replaced, so that two accounts which offer the same look the same.
 */
export function stateOf(dir: string): State {
  const journal = new Journal(dir);
  journal.sync();
  const tables = [...journal.tables].filter(([table]) => !NOT_RESOURCES.test(table));
  const names = namesOfIds(journal);
  const plain = (text: string) => {
    let named = text.replaceAll(TIME, "(time)");
    for (const [id, name] of names) named = named.replaceAll(id, name);
    return named.replaceAll(RESERVED_ROLE, "$1(set)");
  };
  const state: State = {};
  for (const [table, rows] of tables) {
    const shown = [...rows].flatMap(([key, row]): [string, unknown][] => {
      const value = table.startsWith("s3/global/objects/")
        ? content(dir, row as ObjectRow)
        : plainRow(row, journal);
      if (value === undefined) return [];
      // Lines of an object may stand in any order.
      const shownValue = JSON.parse(plain(JSON.stringify(value))) as unknown;
      return [[plain(key), Array.isArray(shownValue) ? shownValue.toSorted() : shownValue]];
    });
    // A second row of one name would hide the first.
    const seen = new Set<string>();
    for (const row of shown) {
      while (seen.has(row[0])) row[0] += " again";
      seen.add(row[0]);
    }
    if (shown.length > 0) state[table] = Object.fromEntries(shown.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
  return state;
}

interface ObjectRow {
  versions: { blob?: string }[];
}

/** Lines of an object as it is now; undefined for a deleted one. */
function content(dir: string, { versions }: ObjectRow): unknown {
  const blob = versions[0]?.blob;
  if (blob === undefined) return undefined;
  const lines = readFileSync(join(dir, "blobs", blob), "utf8").split("\n");
  return lines.filter((line) => line !== "");
}

/** Names in place of the identifiers that AWS gives out: `(profile acme-claude-alice)`. */
function namesOfIds(journal: Journal): Map<string, string> {
  const names = new Map<string, string>();
  type Row = { id?: string; arn?: string; name?: string; endpoint?: string; query?: { Name?: string } };
  for (const [table, rows] of journal.tables) {
    for (const [key, value] of rows) {
      if (typeof value !== "object" || value === null) continue;
      const row = value as Row;
      const draft = (value as { draft?: { config?: { name?: string } } }).draft?.config?.name;
      const enforced = table.endsWith("/enforced") ? "guardrail" : undefined;
      const name = row.name ?? row.query?.Name ?? row.endpoint ?? draft ?? enforced;
      const id = row.id ?? key.match(UUID)?.at(-1) ?? row.arn?.match(/ps-[a-z0-9]{16}$/)?.[0];
      if (name !== undefined && id !== undefined && id !== name)
        names.set(id, `(${table.split("/").at(-1)} ${name})`);
    }
  }
  return names;
}

/** A row without times that are numbers, and with what a revision means in place of its number. */
function plainRow(row: unknown, journal: Journal): unknown {
  const sets = journal.tables.get("sso/us-east-1/permission-sets");
  const text = JSON.stringify(row, function (this: { permissionSetArn?: string }, key, value: unknown) {
    if (typeof value === "number" && /(At|Time|Timestamp)$/.test(key)) return "(time)";
    if (key !== "revision") return value;
    if (this.permissionSetArn === undefined) return "(revision)";
    const set = sets?.get(this.permissionSetArn) as { revision: number } | undefined;
    return value === set?.revision ? "(latest)" : "(outdated)";
  });
  return JSON.parse(text) as unknown;
}

/** What differs between an account and the state it should be in, row by row; empty when they offer the same. */
export function differences(expected: State, dir: string): string[] {
  const [before, after] = [rowsOf(expected), rowsOf(stateOf(dir))];
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return keys
    .filter((key) => before.get(key) !== after.get(key))
    .map((key) => `${key}: ${before.get(key)} became ${after.get(key)}`);
}

/** Members by name: their order is the client's, and says nothing. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, ordered(member)]));
}

function rowsOf(state: State): Map<string, string> {
  return new Map(
    Object.entries(state).flatMap(([table, rows]) =>
      Object.entries(rows).map(([key, row]) => [`${table} ${key}`, JSON.stringify(ordered(row))]),
    ),
  );
}

/** Text of the lock in the logs bucket; undefined when nobody holds it. */
export function lockOf(dir: string): string | undefined {
  const rows = stateOf(dir)["s3/global/objects/acme-corp-claude-bedrock-invocation-logs"];
  return rows?.["ccb/lock"] === undefined ? undefined : JSON.stringify(rows["ccb/lock"]);
}
