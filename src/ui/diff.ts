import { isDeepStrictEqual } from "node:util";
import { readablePolicy, spellingOf } from "./readable-policy.js";

/** One thing that is another now: a value changed, or a member of a list came or went. */
export interface Difference {
  /** Where inside the field: keys, and names of list members. */
  at: readonly string[];
  type: "changed" | "added" | "removed";
  before?: unknown;
  after?: unknown;
}

type At = readonly string[];
type Fields = Record<string, unknown>;

/** Everything in which two values differ, and nothing in which they agree. `null` and a missing value are one. */
export function differences(before: unknown, after: unknown, at: At = []): Difference[] {
  const [old, now] = [plain(before), plain(after)];
  if (isDeepStrictEqual(old, now)) return [];
  const inside = policyDifferences(old, now, at) ?? membersOf(old, now, at);
  return inside.length > 0 ? inside : [{ at, type: "changed", before: old, after: now }];
}

function membersOf(old: unknown, now: unknown, at: At): Difference[] {
  if (Array.isArray(old) && Array.isArray(now)) return listDifferences(old, now, at);
  if (isFields(old) && isFields(now)) return fieldDifferences(old, now, at);
  if (old === null && isPolicies(now)) return fieldDifferences({}, now, at);
  if (now === null && isPolicies(old)) return fieldDifferences(old, {}, at);
  const [one, other] = [jsonOf(old), jsonOf(now)];
  return one === undefined || other === undefined ? [] : differences(one, other, at);
}

function fieldDifferences(old: Fields, now: Fields, at: At): Difference[] {
  const keys = new Set([...Object.keys(old), ...Object.keys(now)]);
  const own = (fields: Fields, key: string) => (Object.hasOwn(fields, key) ? fields[key] : null);
  return [...keys].flatMap((key) => differences(own(old, key), own(now, key), [...at, key]));
}

/** Statement by statement, by meaning; undefined when these are no policies. What is not there has no statements. */
function policyDifferences(old: unknown, now: unknown, at: At): Difference[] | undefined {
  const spelling = spellingOf(old, now);
  const [before, after] = [readablePolicy(old, spelling), readablePolicy(now, spelling)];
  if (before === undefined && (after === undefined || !isNothing(old))) return undefined;
  if (after === undefined && !isNothing(now)) return undefined;
  const { Statement: gone = [], ...oldRest } = before ?? {};
  const { Statement: added = [], ...newRest } = after ?? {};
  const both = before !== undefined && after !== undefined;
  return [...(both ? fieldDifferences(oldRest, newRest, at) : []), ...listDifferences(gone, added, at)];
}

/** Members that came and went; maps of one name, or alike, are one that changed. Order alone is no difference. */
function listDifferences(before: readonly unknown[], after: readonly unknown[], at: At): Difference[] {
  const added = [...after];
  const gone = before.filter((item) => {
    const found = added.findIndex((other) => isDeepStrictEqual(other, item));
    if (found >= 0) added.splice(found, 1);
    return found < 0;
  });
  const pairs = pairsOf(gone, added);
  const paired = new Set<unknown>(pairs.flat());
  return [
    ...pairs.flatMap(([one, other]) => differences(one, other, [...at, labelOf(other)])),
    ...gone
      .filter((item) => !paired.has(item))
      .map((item): Difference => ({ at, type: "removed", before: item })),
    ...added
      .filter((item) => !paired.has(item))
      .map((item): Difference => ({ at, type: "added", after: item })),
  ];
}

/** Below this many letters a map without a name is told as one that went and one that came. */
const SHORT = 160;

/** Pairs of maps of one name, else long ones that agree in at least half of their members, the most alike first. */
function pairsOf(gone: readonly unknown[], added: readonly unknown[]): [Fields, Fields][] {
  const all = gone
    .filter(isFields)
    .flatMap((one) => added.filter(isFields).map((other) => ({ one, other, share: likeness(one, other) })));
  const taken = new Set<Fields>();
  return all
    .filter(({ share }) => share >= 0.5)
    .toSorted((a, b) => b.share - a.share)
    .flatMap(({ one, other }): [Fields, Fields][] => {
      if (taken.has(one) || taken.has(other)) return [];
      taken.add(one).add(other);
      return [[one, other]];
    });
}

function likeness(one: Fields, other: Fields): number {
  const [name, otherName] = [nameOf(one), nameOf(other)];
  if (name !== undefined && otherName !== undefined) return name === otherName ? 2 : 0;
  if (Math.max(JSON.stringify(one).length, JSON.stringify(other).length) < SHORT) return 0;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  const same = [...keys].filter((key) => isDeepStrictEqual(one[key], other[key])).length;
  return same / keys.size;
}

function nameOf(item: Fields): string | undefined {
  const name = Object.entries(item).find(([key]) => /^(?:sid|id|name)$/i.test(key))?.[1];
  return typeof name === "string" ? name : undefined;
}

function labelOf(item: Fields): string {
  const name = nameOf(item);
  const what = "Effect" in item ? "statement" : "item";
  return name === undefined ? `(${what})` : `${what} ${JSON.stringify(name)}`;
}

/** What a JSON text holds, when it is a list or a map. */
function jsonOf(text: unknown): unknown {
  if (typeof text !== "string" || !/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Policies by name. */
function isPolicies(value: unknown): value is Fields {
  const all = isFields(value) ? Object.values(value) : [];
  return all.length > 0 && all.every((document) => readablePolicy(document) !== undefined);
}

function isNothing(value: unknown): boolean {
  return value === null || (isFields(value) && Object.keys(value).length === 0);
}

/** Data alone, as JSON has it. */
function plain(value: unknown): unknown {
  return value === undefined || value === null ? null : (JSON.parse(JSON.stringify(value)) as unknown);
}
