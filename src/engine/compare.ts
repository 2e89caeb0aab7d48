import { isDeepStrictEqual } from "node:util";
import { canonicalPolicy } from "./policy.js";

/** How two values of a field are compared, and what a difference means. */
export interface Field {
  /**
   * `value`: deep equality; `declared`: every member the YAML declares is equal, what AWS adds is ignored; `set`: the
   * same members in any order; `policy`: IAM policy documents by meaning; `policies`: documents by name;
   * `json`: JSON texts by meaning; `ignore`: needed to make it, but AWS does not tell it or it cannot be changed.
   */
  compare: "value" | "declared" | "set" | "policy" | "policies" | "json" | "ignore";
  /** A difference means a new resource, for this reason. */
  replaces?: string;
  /** AWS may leave it out of its answers: then nothing is known of it, and that is no difference. */
  maybeUntold?: true;
  /** Its URLs carry secrets: people and files see scheme and host only. Compared by value all the same. */
  secret?: true;
}

export interface FieldChange {
  path: string;
  before: unknown;
  after: unknown;
  /** Why this difference forces a replacement. */
  replaces?: string;
  /** See {@link Field}. */
  secret?: true;
}

/** The declared fields in which the live resource differs. Fields that the YAML leaves undefined are not declared. */
export function compareFields(
  fields: Record<string, Field>,
  wanted: Record<string, unknown>,
  live: Record<string, unknown>,
): FieldChange[] {
  return Object.entries(fields).flatMap(([path, field]) => {
    const after = wanted[path];
    const found = live[path];
    if (after === undefined || (field.maybeUntold === true && found === undefined)) return [];
    if (sameValue(field.compare, found, after)) return [];
    const before = field.compare === "declared" ? declaredPart(found, after) : found;
    return [{ path, before, after, ...marksOf(field) }];
  });
}

/** What a change of the field says about itself. */
export function marksOf({ replaces, secret }: Field): Pick<FieldChange, "replaces" | "secret"> {
  return { ...(replaces === undefined ? {} : { replaces }), ...(secret === undefined ? {} : { secret }) };
}

function sameValue(compare: Field["compare"], before: unknown, after: unknown): boolean {
  switch (compare) {
    case "value":
      return isDeepStrictEqual(plain(before), plain(after));
    case "declared":
      return covers(plain(before), plain(after));
    case "set":
      return isDeepStrictEqual(sorted(before), sorted(after));
    case "policy":
      return isDeepStrictEqual(canonicalPolicy(before), canonicalPolicy(after));
    case "policies":
      return isDeepStrictEqual(canonicalAll(before), canonicalAll(after));
    case "ignore":
      return true;
    case "json":
      return isDeepStrictEqual(parsed(before), parsed(after));
  }
}

/** Drops undefined members and class prototypes, so that only the data counts; null stands for "not set". */
function plain(value: unknown): unknown {
  return value === undefined || value === null ? null : (JSON.parse(JSON.stringify(value)) as unknown);
}

function covers(before: unknown, after: unknown): boolean {
  if (Array.isArray(after)) {
    return (
      Array.isArray(before) && before.length === after.length && after.every((v, i) => covers(before[i], v))
    );
  }
  if (typeof after === "object" && after !== null) {
    if (typeof before !== "object" || before === null) return false;
    return Object.entries(after).every(([k, v]) => covers((before as Record<string, unknown>)[k] ?? null, v));
  }
  return isDeepStrictEqual(before, after);
}

/** Of a live value the members that the YAML declares too: what AWS adds is no part of a difference. */
function declaredPart(before: unknown, after: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(after)) {
    return before.length === after.length ? before.map((item, i) => declaredPart(item, after[i])) : before;
  }
  if (typeof before !== "object" || before === null || typeof after !== "object" || after === null)
    return before;
  const members = Object.entries(before).filter(
    ([key]) => (after as Record<string, unknown>)[key] !== undefined,
  );
  return Object.fromEntries(
    members.map(([k, v]) => [k, declaredPart(v, (after as Record<string, unknown>)[k])]),
  );
}

function sorted(value: unknown): unknown {
  if (!Array.isArray(value)) return plain(value);
  return [...new Set(value.map((item) => JSON.stringify(canonicalKeys(plain(item)))))].toSorted();
}

function canonicalKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonicalKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, canonicalKeys(v)]),
  );
}

function canonicalAll(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).map(([name, document]) => [name, canonicalPolicy(document)]),
  );
}

function parsed(value: unknown): unknown {
  if (typeof value !== "string") return plain(value);
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
