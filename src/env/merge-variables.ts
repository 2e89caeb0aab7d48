import { isRecord } from "./bypasses.js";
import { FAMILIES } from "./capabilities.js";
import { ATTRIBUTES, HEADERS, type ListOfEntries, entriesOf, mergeEntries } from "./merge-lists.js";
import type { Changes } from "./settings-changes.js";
import { tierVariable } from "./tiers.js";

const SAID_OF_A_PIN = ["_NAME", "_DESCRIPTION", "_SUPPORTED_CAPABILITIES"];
const HEADER_VARIABLE = "ANTHROPIC_CUSTOM_HEADERS";
const ATTRIBUTE_VARIABLE = "OTEL_RESOURCE_ATTRIBUTES";
const GUARDRAIL = ["x-amzn-bedrock-guardrailidentifier", "x-amzn-bedrock-guardrailversion"] as const;
/** Printed together or not at all: where all of them are, they are ours. */
const IDENTITY = ["user", "team", "project", "cost_center"];

/** The variables of `env`: ours are set, lists keep the entries of others, ours that are gone go. */
export function mergeVariables(changes: Changes, theirs: unknown): void {
  const held = isRecord(theirs) ? theirs : {};
  const { env } = changes.environment;
  const heldText = (name: string): string | undefined => {
    const value = Object.hasOwn(held, name) ? held[name] : undefined;
    return typeof value === "string" ? value : undefined;
  };
  for (const [name, value] of Object.entries(env)) {
    if (name === HEADER_VARIABLE) mergeHeaders(changes, heldText(name));
    else if (name === ATTRIBUTE_VARIABLE) mergeAttributes(changes, heldText(name));
    else {
      const before = Object.hasOwn(held, name) ? held[name] : undefined;
      const isLabel = SAID_OF_A_PIN.some((end) => name.endsWith(end));
      const isOthers = before !== undefined && before !== value && !changes.isOurs(before);
      if (isOthers && !isLabel) changes.replaced.push(`env.${name}`);
      changes.put(["env", name], value);
    }
  }
  if (!Object.hasOwn(env, HEADER_VARIABLE)) mergeHeaders(changes, heldText(HEADER_VARIABLE));
  if (!Object.hasOwn(env, ATTRIBUTE_VARIABLE)) mergeAttributes(changes, heldText(ATTRIBUTE_VARIABLE));
  for (const family of FAMILIES.filter((one) => Object.hasOwn(env, tierVariable(one)))) {
    for (const name of SAID_OF_A_PIN.map((end) => tierVariable(family) + end)) {
      if (Object.hasOwn(held, name) && !Object.hasOwn(env, name)) changes.drop(["env", name], `env.${name}`);
    }
  }
}

function mergeHeaders(changes: Changes, theirs: string | undefined): void {
  const ours = changes.environment.env[HEADER_VARIABLE] ?? "";
  const [identifier, version] = GUARDRAIL;
  const before = entriesOf(HEADERS, theirs ?? "");
  const held = before.get(identifier);
  const wanted = entriesOf(HEADERS, ours).get(identifier);
  // A published version always stands beside an identifier of ours.
  const isPublished = /^\d+$/.test(before.get(version) ?? "");
  const isOurs = held !== undefined && isPublished && changes.whose.isOurGuardrail(held);
  if (held !== undefined && wanted !== undefined && held !== wanted && !isOurs) {
    changes.replaced.push(`env.${HEADER_VARIABLE}: ${identifier}`);
  }
  mergeList(changes, HEADER_VARIABLE, HEADERS, theirs, isOurs && ours === "" ? GUARDRAIL : []);
}

function mergeAttributes(changes: Changes, theirs: string | undefined): void {
  const ours = changes.environment.env[ATTRIBUTE_VARIABLE] ?? "";
  const held = entriesOf(ATTRIBUTES, theirs ?? "");
  const isOurs = IDENTITY.every((key) => held.has(key));
  for (const [key, value] of isOurs ? [] : entriesOf(ATTRIBUTES, ours)) {
    if (held.has(key) && held.get(key) !== value) changes.replaced.push(`env.${ATTRIBUTE_VARIABLE}: ${key}`);
  }
  mergeList(changes, ATTRIBUTE_VARIABLE, ATTRIBUTES, theirs, isOurs && ours === "" ? IDENTITY : []);
}

function mergeList(
  changes: Changes,
  name: string,
  list: ListOfEntries,
  theirs: string | undefined,
  gone: readonly string[],
): void {
  const before = theirs ?? "";
  const merged = mergeEntries(list, before, changes.environment.env[name] ?? "", new Set(gone));
  if (merged.trim() === "" && gone.length > 0) {
    changes.drop(["env", name], `env.${name}`);
    return;
  }
  const lost = gone.filter((entry) => entriesOf(list, before).has(entry));
  changes.removed.push(...lost.map((entry) => `env.${name}: ${entry}`));
  if (merged !== before) changes.put(["env", name], merged);
}
