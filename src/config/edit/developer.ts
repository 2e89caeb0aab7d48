import { isDeepStrictEqual } from "node:util";
import { isMap, isPair, type YAMLMap } from "yaml";
import { CannotEdit } from "./cannot-edit.js";
import { itemsOf } from "./items.js";
import { ownPair, ownPairs, setMember } from "./pair.js";
import type { Plain, PlainMap } from "./render.js";
import { readEditable, type EditableSource } from "./source.js";
import { applySplices } from "./splice.js";
import { addUnder, collectionAt, removeEntry } from "./under.js";
import { at, verified } from "./verify.js";

/** What an entry under `developers` may say. A member left out is not written. */
export interface DeveloperEntry {
  readonly team?: string | undefined;
  readonly project?: string | undefined;
  readonly costCenter?: string | undefined;
  readonly models?: readonly string[] | undefined;
  /** One as a text, several as a list. */
  readonly principal?: string | readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

const PATH = ["developers"];
const MEMBERS = ["team", "project", "costCenter", "models", "principal", "description", "tags"] as const;

/**
 * Adds a developer to the text of a configuration file, or sets the given members of one that is there. Everything
 * else stays as it is, byte for byte. Nothing to change: the same text.
 *
 * The entry is written on one line at the end of `developers`, below comments indented deeper than the entries. A
 * `developers` that is missing is added at the end of the file; a `developers: ~` or `null` loses that word. An entry
 * that is an alias becomes `{ <<: *x, … }`. A value that is replaced keeps its quotes and the comment on its key's
 * line; of a list in lines, the comments inside go.
 * @throws {CannotEdit} when the file cannot be edited without changing something else
 */
export function addDeveloper(text: string, user: string, entry: DeveloperEntry): string {
  return addDevelopers(text, [[user, entry]]);
}

/**
 * As {@link addDeveloper}, for any number of developers at once: the text is parsed a few times, however many they are.
 * @throws {CannotEdit} when the file cannot be edited without changing something else
 */
export function addDevelopers(text: string, people: Iterable<readonly [string, DeveloperEntry]>): string {
  const source = readEditable(text);
  const existing = developersIn(source);
  const added = new Map<string, PlainMap>();
  const changes: Change[] = [];
  const expected = new Map(Object.entries(existing));
  for (const [user, entry] of people) {
    const given = membersOf(entry);
    const known = (expected.get(user) ?? {}) as Record<string, unknown>;
    if (!Object.hasOwn(existing, user)) {
      added.set(user, { ...added.get(user), ...given });
      expected.set(user, { ...known, ...given });
      continue;
    }
    const different = Object.entries(given).filter(([key, value]) => !isSame(known[key], value));
    if (different.length === 0) continue;
    for (const [key, value] of different) changes.push({ user, key, value });
    expected.set(user, { ...known, ...Object.fromEntries(different) });
  }
  let edited = setMembers(source, changes);
  if (added.size > 0) {
    const after = edited === text ? source : readEditable(edited);
    edited = applySplices(edited, addUnder(after, PATH, Object.fromEntries(added)));
  }
  return edited === text ? text : verified(source, edited, PATH, Object.fromEntries(expected), {});
}

interface Change {
  readonly user: string;
  readonly key: string;
  readonly value: Plain;
}

/** Sets members of entries that are there: in one go the first of each entry, then the second, and so on. */
function setMembers(source: EditableSource, changes: readonly Change[]): string {
  if (changes.length === 0) return source.text;
  const later: Change[] = [];
  const seen = new Set<string>();
  const pairs = ownPairs(developersMap(source));
  const splices = changes.flatMap((change) => {
    const { user, key, value } = change;
    if (seen.has(user)) {
      later.push(change);
      return [];
    }
    seen.add(user);
    const pair = pairs.get(user);
    if (pair === undefined) throw mergedIn(user);
    return setMember(source, pair, key, value);
  });
  const edited = applySplices(source.text, splices);
  return later.length === 0 ? edited : setMembers(readEditable(edited), later);
}

/**
 * Removes a developer from the text of a configuration file. Everything else stays as it is, byte for byte; an
 * unknown user leaves the same text.
 *
 * Comments on the entry's own lines go with it, and those below it that are indented like its members; comments above
 * it stay. Without its last entry, `developers` is left empty. So removing what `addDeveloper` added gives back the
 * text from before, but for a file that had no `developers` (an empty `developers:` stays) and for
 * `developers: ~` (which becomes `developers:`).
 * @throws {CannotEdit} when the file cannot be edited without changing something else
 */
export function removeDeveloper(text: string, user: string): string {
  const source = readEditable(text);
  const existing = developersIn(source);
  if (!Object.hasOwn(existing, user)) return text;
  const map = developersMap(source);
  const item = itemsOf(text, map).find(({ node }) => isPair(node) && node === ownPair(map, user));
  if (item === undefined) throw mergedIn(user);
  const rest = Object.fromEntries(Object.entries(existing).filter(([name]) => name !== user));
  return verified(source, applySplices(text, removeEntry(source, map, item)), PATH, rest, {});
}

function developersMap(source: EditableSource): YAMLMap {
  const map = collectionAt(source, PATH);
  if (!isMap(map)) throw new CannotEdit("`developers` is not a mapping; correct it by hand");
  return map;
}

function developersIn({ data }: EditableSource): Record<string, unknown> {
  const existing = at(data, PATH) ?? {};
  if (typeof existing !== "object" || Array.isArray(existing)) {
    throw new CannotEdit("`developers` is not a mapping; correct it by hand");
  }
  return existing as Record<string, unknown>;
}

function membersOf(entry: DeveloperEntry): Record<string, Plain> {
  return Object.fromEntries(
    MEMBERS.flatMap((key) => {
      const value = entry[key];
      // A copy, because data that was read back is compared with plain objects.
      return value === undefined ? [] : [[key, structuredClone(value)]];
    }),
  );
}

/** A list of one says the same as the one. */
function isSame(before: unknown, after: Plain): boolean {
  return (
    isDeepStrictEqual(before, after) || (typeof after === "string" && isDeepStrictEqual(before, [after]))
  );
}

function mergedIn(user: string): CannotEdit {
  return new CannotEdit(
    `the developer \`${user}\` comes from a merge key (\`<<\`) in \`developers\`; edit the mapping it merges`,
  );
}
