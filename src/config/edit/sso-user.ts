import { isAlias, isScalar, isSeq, type Node } from "yaml";
import { CannotEdit } from "./cannot-edit.js";
import { itemsOf, type Item } from "./items.js";
import { readEditable, type EditableSource } from "./source.js";
import { applySplices } from "./splice.js";
import { addUnder, collectionAt, removeEntry } from "./under.js";
import { at, verified } from "./verify.js";

const PATH = ["attribution", "sso", "users"];

/**
 * Adds a user name to `attribution.sso.users` at the end of the list; sections that are missing are written. The rest
 * of the text stays as it is. A name that is there: the same text.
 * @throws {CannotEdit} when the file cannot be edited without changing something else
 */
export function addSsoUser(text: string, name: string): string {
  return addSsoUsers(text, [name]);
}

/**
 * As {@link addSsoUser}, for any number of names at once.
 * @throws {CannotEdit} when the file cannot be edited without changing something else
 */
export function addSsoUsers(text: string, names: readonly string[]): string {
  const source = readEditable(text);
  const existing = usersIn(source);
  const known = new Set(existing);
  const added = [...new Set(names)].filter((name) => !known.has(name));
  if (added.length === 0) return text;
  const edited = applySplices(text, addUnder(source, PATH, added));
  return verified(source, edited, PATH, [...existing, ...added], []);
}

/**
 * Removes a user name from `attribution.sso.users`, wherever it stands in the list; the list stays, if need be empty.
 * An unknown name leaves the same text. Comments are kept as by `removeDeveloper`.
 * @throws {CannotEdit} when the file cannot be edited without changing something else
 */
export function removeSsoUser(text: string, name: string): string {
  const source = readEditable(text);
  const existing = usersIn(source);
  let edited = text;
  for (let left = existing.filter((user) => user === name).length; left > 0; left -= 1) {
    edited = removeFirst(edited, name);
  }
  if (edited === text) return text;
  return verified(
    source,
    edited,
    PATH,
    existing.filter((user) => user !== name),
    [],
  );
}

function removeFirst(text: string, name: string): string {
  const source = readEditable(text);
  const list = collectionAt(source, PATH);
  const item = isSeq(list) ? itemsOf(text, list).find((found) => stands(source, found, name)) : undefined;
  if (list === undefined || item === undefined) {
    throw new CannotEdit(`\`${name}\` is not written as a name in \`${PATH.join(".")}\`; remove it by hand`);
  }
  return applySplices(text, removeEntry(source, list, item));
}

function stands({ document }: EditableSource, item: Item, name: string): boolean {
  const node = item.node as Node;
  const value = isAlias(node) && document !== undefined ? node.resolve(document) : node;
  return isScalar(value) && value.value === name;
}

function usersIn({ data }: EditableSource): unknown[] {
  const existing = at(data, PATH) ?? [];
  if (!Array.isArray(existing)) {
    throw new CannotEdit(`\`${PATH.join(".")}\` is not a list; correct it by hand`);
  }
  return existing as unknown[];
}
