import type { FieldChange } from "../engine/compare.js";
import { describeRefs } from "../engine/refs.js";
import { withoutPasswords } from "../password.js";
import { type Difference, differences } from "./diff.js";
import { fieldDocument } from "./plan-document.js";
import { showChange, showMembers, showValue } from "./show-value.js";
import type { Style } from "./style.js";

const HIDDEN = "(differs in what is not shown)";
/** Lines of a text of several lines that are shown of one change. */
const MOST_LINES = 12;

/** A field of something new: its value, policies by statement. */
export function renderNewField(field: FieldChange, paint: Style): string[] {
  const { after } = shown(field);
  const members = differences(null, after).filter(({ type }) => type === "added");
  if (members.length === 0) return [`        ${field.path}: ${showValue(after)}`];
  return groups(members).flatMap(({ at, items }) => [
    `        ${placeOf(field, at)}:`,
    ...memberLines(items, paint),
  ]);
}

/** A field that differs: the words that do, before and after, and why it means a new resource. */
export function renderField(field: FieldChange, paint: Style): string[] {
  const { before, after } = shown(field);
  const forced =
    field.replaces === undefined ? "" : paint("magenta", `  # forces replacement: ${field.replaces}`);
  const found = differences(before, after);
  if (found.length === 0) return [`        ${field.path}: ${showValue(after)} ${HIDDEN}${forced}`];
  const lines = groups(found).flatMap(({ at, items }) => {
    const head = `        ${placeOf(field, at)}:`;
    const changes = items.filter(({ type }) => type === "changed");
    const members = items.filter(({ type }) => type !== "changed");
    return [
      ...changes.flatMap((change) => changeLines(head, change, paint)),
      ...(members.length === 0 ? [] : [head, ...memberLines(members, paint)]),
    ];
  });
  return lines.map((line, i) => (i === 0 ? line + forced : line));
}

function shown(field: FieldChange): FieldChange {
  return withoutPasswords(describeRefs(fieldDocument(field)));
}

/** `policies.developer statement "Invoke".Action`. */
function placeOf(field: FieldChange, at: readonly string[]): string {
  return at.reduce((text, part) => text + (/^[\w$:/-]+$/.test(part) ? `.${part}` : ` ${part}`), field.path);
}

/** Differences by their place. */
function groups(found: readonly Difference[]): { at: readonly string[]; items: Difference[] }[] {
  const byPlace = new Map<string, { at: readonly string[]; items: Difference[] }>();
  for (const item of found) {
    const place = JSON.stringify(item.at);
    const group = byPlace.get(place) ?? { at: item.at, items: [] };
    group.items.push(item);
    byPlace.set(place, group);
  }
  return [...byPlace.values()];
}

function memberLines(members: readonly Difference[], paint: Style): string[] {
  const texts = showMembers(members.map(({ type, before, after }) => (type === "added" ? after : before)));
  return members.map(({ type }, i) =>
    type === "added" ? paint("green", `          + ${texts[i]}`) : paint("red", `          - ${texts[i]}`),
  );
}

function changeLines(head: string, { before, after }: Difference, paint: Style): string[] {
  if (typeof before === "string" && typeof after === "string" && /\n/.test(before) && /\n/.test(after)) {
    const members = changedLines(before.split("\n"), after.split("\n"));
    const some = (type: Difference["type"]) =>
      members.filter((member) => member.type === type).slice(0, MOST_LINES / 2);
    const told = [...some("removed"), ...some("added")];
    const more = members.length - told.length;
    return [head, ...memberLines(told, paint), ...(more > 0 ? [`          … and ${more} more lines`] : [])];
  }
  const [old, now] = showChange(before, after);
  return [`${head} ${old} ${paint("dim", "→")} ${now}`];
}

/** From the first line that differs to the last one. */
function changedLines(before: string[], after: string[]): Difference[] {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const gone = before.slice(start, before.length - end);
  const added = after.slice(start, after.length - end);
  return [
    ...gone.map((line): Difference => ({ at: [], type: "removed", before: line })),
    ...added.map((line): Difference => ({ at: [], type: "added", after: line })),
  ];
}
