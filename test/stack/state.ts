import { currentLines, parseRegister } from "../../src/register/register.js";
import type { Dump } from "./stack.js";

/** What AWS keeps about its own work: idempotency tokens, finished requests, what an index has not forgotten yet. */
const BOOKKEEPING = /\/(tokens|requests|ghosts|profile-names)$/;
/** Members that say when or how often something was written. */
const WRITTEN =
  /^((created|updated|modified)(At|By)?|lastVersion|revision|deleted|busy|(Create|Update|LastUpdated)Time|VersionId|(Alarm|State).*Timestamp)$/;
/** A role of Identity Center ends in digits of the permission set's identifier. */
const RESERVED_ROLE = /(AWSReservedSSO_[\w-]+?_)[0-9a-f]{16}/gi;
/** Members that a resource made anew has of its own. */
const IDENTITY = /^(id|arn|NamedQueryId|permissionSetArn|guardrailId|guardrailArn)$/;

/**
 * The state of an account in the words of its owner: what resources are, without the history of how they came to it.
 * Two states are equal if nobody could tell them apart but by time stamps and version numbers.
 * @param anew true: a resource that was made again counts as the same one
 */
function stateOf(dump: Dump, anew = false): Record<string, string[]> {
  const settled = JSON.parse(JSON.stringify(dump).replaceAll(RESERVED_ROLE, "$1(set)")) as Dump;
  const tables = Object.entries(settled).filter(([name]) => !BOOKKEEPING.test(name));
  return Object.fromEntries(
    tables.map(([name, rows]) => [
      name,
      Object.entries(rows)
        .flatMap(([key, row]) => rowsOf(name, key, row as Row, anew))
        .map((row) => JSON.stringify(row))
        .toSorted(),
    ]),
  );
}

/** Rows that are in one state only: `- table row` for what is missing, `+ table row` for what is new. */
export function differences(before: Dump, after: Dump, anew = false): string[] {
  const [old, now] = [stateOf(before, anew), stateOf(after, anew)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((table) => {
    const [was, is] = [old[table] ?? [], now[table] ?? []];
    return [
      ...was.filter((row) => !is.includes(row)).map((row) => `- ${table} ${row}`),
      ...is.filter((row) => !was.includes(row)).map((row) => `+ ${table} ${row}`),
    ];
  });
}

type Row = Record<string, unknown>;

function rowsOf(table: string, key: string, row: Row, anew: boolean): unknown[] {
  const shown = [anew ? "" : key, plain(row, anew)];
  if (table.startsWith("s3/global/objects/")) return objects(key, row, anew);
  // Of a guardrail's versions the newest counts; its number does not.
  if (/^bedrock\/.*\/guardrails$/.test(table)) {
    const versions = row["versions"] as Record<string, Row>;
    const newest = { ...row, versions: versions[String(row["lastVersion"])]?.["config"] };
    return [[anew ? "" : key, plain(newest, anew)]];
  }
  if (/^bedrock\/.*\/enforced$/.test(table))
    return [[anew ? "" : key, plain({ ...row, version: "newest" }, anew)]];
  // A profile that replaces another has another name until that one is gone.
  if (anew && /^bedrock\/.*\/profiles$/.test(table)) return [plain({ ...row, name: "" }, anew)];
  return [shown];
}

/** What objects hold now. Neither the lock nor Bedrock's marker says anything; of the register, what is in force counts. */
function objects(key: string, row: Row, anew: boolean): unknown[] {
  if (key === "ccb/lock" || key.endsWith("/amazon-bedrock-logs-permission-check")) return [];
  const [newest] = row["versions"] as Row[];
  if (typeof newest?.["text"] !== "string") return [[key, newest?.["blob"]]];
  const current = [...currentLines(parseRegister(newest["text"])).values()];
  return current
    .filter((line) => line.retiredAt === null)
    .map(({ createdAt: _since, ...line }) => plain(line, anew));
}

/** Tags and notifications come in the order they were added. */
function ordered(member: string, value: unknown): unknown {
  if (!/^(tags|notifications)$/.test(member)) return value;
  const items = Array.isArray(value) ? value : Object.entries(value as Row);
  return items.map((item: unknown) => JSON.stringify(item)).toSorted();
}

function plain(value: unknown, anew: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => plain(item, anew));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([member]) => !WRITTEN.test(member) && !(anew && IDENTITY.test(member)))
      // Athena shows it once it was set.
      .filter(
        ([member, inner]) =>
          !(member === "ManagedQueryResultsConfiguration" && (inner as Row)["Enabled"] === false),
      )
      .map(([member, inner]): [string, unknown] => [member, ordered(member, plain(inner, anew))])
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
