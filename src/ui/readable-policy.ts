import { type CanonicalPolicy, canonicalPolicy } from "../engine/policy.js";

type Statement = CanonicalPolicy["Statement"][number];

/**
 * A policy document in canonical form, with action names as they are written: the comparison takes them in lower case.
 * @param spelling action names by their lower case
 * @returns undefined for anything else
 */
export function readablePolicy(
  value: unknown,
  spelling: ReadonlyMap<string, string> = new Map(),
): CanonicalPolicy | undefined {
  const text = typeof value === "string" && /^\s*(?:\{|%7B)/i.test(value);
  const map = typeof value === "object" && value !== null && "Statement" in value;
  if (!text && !map) return undefined;
  const policy = canonicalPolicy(value) as Partial<CanonicalPolicy> | string | null;
  if (typeof policy !== "object" || policy === null || !("Version" in policy)) return undefined;
  const { Statement = [] } = policy;
  if (Statement.length === 0) return undefined;
  return { ...(policy as CanonicalPolicy), Statement: Statement.map((one) => respelled(one, spelling)) };
}

/** How the words of policy documents are written, the last document first of all. */
export function spellingOf(...documents: unknown[]): Map<string, string> {
  const texts = documents.map((value) => (typeof value === "string" ? value : (JSON.stringify(value) ?? "")));
  // IAM returns documents URL-encoded.
  const words = texts.flatMap((text) => [
    ...text.replaceAll("%3A", ":").matchAll(/[A-Za-z0-9-]+:[A-Za-z0-9*?]+/g),
  ]);
  return new Map(words.map(([word]) => [word.toLowerCase(), word]));
}

function respelled(statement: Statement, spelling: ReadonlyMap<string, string>): Statement {
  const respell = (value: unknown) =>
    Array.isArray(value)
      ? value.map((action: unknown) =>
          typeof action === "string" ? (spelling.get(action) ?? action) : action,
        )
      : value;
  const members = Object.entries(statement).map(([member, value]) => [
    member,
    member === "Action" || member === "NotAction" ? respell(value) : value,
  ]);
  return Object.fromEntries(members) as Statement;
}
