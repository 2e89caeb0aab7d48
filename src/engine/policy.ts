/** A policy statement in canonical form: lists are sorted and without repetition, one value is a list of one. */
type CanonicalStatement = Record<string, unknown>;

export interface CanonicalPolicy {
  Version: unknown;
  Id?: unknown;
  Statement: CanonicalStatement[];
}

/**
 * Brings a policy document into a form in which two documents of one meaning are equal: order of statements, actions,
 * resources, principals and condition values does not count, a single value equals a list of it, text may be
 * URL-encoded as IAM returns it, action names are case-insensitive (IAM User Guide, "IAM JSON policy elements").
 * Members it does not know are kept as they are. Text that is no JSON is returned unchanged.
 */
export function canonicalPolicy(document: unknown): CanonicalPolicy | unknown {
  const parsed = typeof document === "string" ? parse(document) : document;
  if (typeof parsed !== "object" || parsed === null) return parsed ?? null;
  const { Statement, ...rest } = parsed as { Statement?: unknown };
  const statements = (Array.isArray(Statement) ? Statement : Statement === undefined ? [] : [Statement])
    .map(canonicalStatement)
    .toSorted(byText);
  return { ...rest, Version: (rest as { Version?: unknown }).Version ?? "2008-10-17", Statement: statements };
}

/** Parses a document as IAM sends it: JSON, or URL-encoded JSON. */
function parse(text: string): unknown {
  for (const candidate of [text, decode(text)]) {
    try {
      return JSON.parse(candidate) as unknown;
    } catch {
      // Not this form.
    }
  }
  return text;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function canonicalStatement(statement: unknown): CanonicalStatement {
  if (typeof statement !== "object" || statement === null) return { statement };
  const result: CanonicalStatement = {};
  for (const [member, value] of Object.entries(statement).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    result[member] = canonicalMember(member, value);
  }
  return result;
}

function canonicalMember(member: string, value: unknown): unknown {
  switch (member) {
    case "Action":
    case "NotAction":
      return list(value, (action) => (typeof action === "string" ? action.toLowerCase() : action));
    case "Resource":
    case "NotResource":
      return list(value);
    case "Principal":
    case "NotPrincipal":
      return value === "*" ? value : mapOfLists(value, principal);
    case "Condition":
      return mapMembers(value, (block) => mapOfLists(block, String));
    default:
      return value;
  }
}

/**
 * `123456789012` and `arn:aws:iam::123456789012:root` name the same principal. An `AROA…` or `AIDA…` id stays as it is:
 * IAM shows it for a role or user that is gone, even if one of that name was made since, and the document trusts nobody
 * until the ARN is written again (IAM User Guide, "AWS JSON policy elements: Principal"). So it has to be a difference.
 */
function principal(value: unknown): unknown {
  const account = typeof value === "string" ? /^arn:[^:]+:iam::(\d{12}):root$/.exec(value)?.[1] : undefined;
  return account ?? value;
}

function list(value: unknown, map: (v: unknown) => unknown = (v) => v): unknown[] {
  const items = (Array.isArray(value) ? value : [value]).map(map);
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()].toSorted(byText);
}

function mapOfLists(value: unknown, map: (v: unknown) => unknown): unknown {
  return mapMembers(value, (item) => list(item, map));
}

function mapMembers(value: unknown, map: (v: unknown) => unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([k, v]) => [k, map(v)]));
}

function byText(a: unknown, b: unknown): number {
  const [x, y] = [JSON.stringify(a), JSON.stringify(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}
