import type { z } from "zod";
import { configSchema, type Config } from "./schema.js";
import { keysOf, schemaAt } from "./schema/walk.js";
import { didYouMean, nearest } from "./messages.js";
import { hostsOnly } from "../password.js";
import { repair } from "./repair.js";
import type { Path } from "./problem.js";
import type { Target } from "./locate.js";

/** Something wrong with the shape of a configuration: a key, a type or a single value. */
export interface Fault {
  readonly path: Path;
  readonly target: Target;
  readonly kind: "unknown" | "missing" | "value";
  readonly message: string;
  /** YAML read a number or a truth value where a text is wanted: quotes help. */
  readonly needsQuotes?: boolean;
}

/** The result of holding data against the schema. */
interface Structure {
  readonly faults: Fault[];
  /** The configuration, with stand-ins for what is broken, so that the rest can be checked too. */
  readonly config: Config | undefined;
  /** Paths whose value in `config` is a stand-in. */
  readonly broken: Path[];
}

/** Holds data against the schema and reports every fault, not the first. `data` is changed where it is broken. */
export function checkStructure(data: Record<string, unknown>): Structure {
  // One file a run: generating a parser for it costs more than it saves.
  const first = configSchema.safeParse(data, { reportInput: true, jitless: true });
  if (first.success) return { faults: [], config: first.data, broken: [] };
  const all = first.error.issues.flatMap((issue) => faultsOf(issue, data));
  const meant = new Set(all.flatMap((fault) => (fault.kind === "unknown" ? [meantPath(fault.path)] : [])));
  const faults = all.filter((fault) => fault.kind !== "missing" || !meant.has(JSON.stringify(fault.path)));
  for (const fault of all) repair(data, fault.path, fault.kind === "unknown");
  const second = configSchema.safeParse(data, { jitless: true });
  return { faults, config: second.data, broken: all.map((fault) => fault.path) };
}

function faultsOf(issue: z.core.$ZodIssue, data: unknown): Fault[] {
  const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
  if (issue.code === "invalid_union") {
    // One of something, or a list of it: the branch that was meant says it better.
    const meant = issue.errors[Array.isArray(issue.input) ? 1 : 0] ?? [];
    return meant.flatMap((inner) => faultsOf({ ...inner, path: [...issue.path, ...inner.path] }, data));
  }
  if (issue.code === "unrecognized_keys")
    return issue.keys.filter((key) => key !== "__proto__").map((key) => unknownKey([...path, key]));
  const key = path.at(-1);
  if (issue.input === undefined && valueAt(data, path) === undefined) {
    const message = issue.message.replace(/^missing/, `missing key \`${key}\``);
    return [{ path, target: "key", kind: "missing", message }];
  }
  const needsQuotes =
    issue.code === "invalid_type" &&
    issue.expected === "string" &&
    /^(number|boolean)$/.test(typeof issue.input);
  const message = isSecret(path)
    ? issue.message.replace(/got ".*$/s, "got a text")
    : issue.message + advice(issue);
  return [{ path, target: "value", kind: "value", message, needsQuotes }];
}

/** Whether messages must not quote the value: the addresses of webhooks are secrets. */
function isSecret(path: Path): boolean {
  return path[0] === "budgets" && path[1] === "webhooks";
}

function unknownKey(path: Path): Fault {
  const name = String(path.at(-1));
  const known = keysOf(schemaAt(configSchema, path.slice(0, -1)) ?? configSchema);
  const home = path.length === 1 ? homeOf(name) : undefined;
  const hint =
    home === undefined
      ? didYouMean(name, known) || `; the keys here are ${known.join(", ")}`
      : `; it belongs under \`${home}\``;
  return { path, target: "key", kind: "unknown", message: `unknown key \`${hostsOnly(name)}\`${hint}` };
}

/** The one top-level section that has a key of this name. */
function homeOf(name: string): string | undefined {
  const homes = keysOf(configSchema).filter((section) => {
    const schema = schemaAt(configSchema, [section]);
    return schema !== undefined && keysOf(schema).includes(name);
  });
  return homes.length === 1 ? homes[0] : undefined;
}

/** The path an unknown key was probably meant to be, as JSON. */
function meantPath(path: Path): string {
  const parent = path.slice(0, -1);
  const best = nearest(String(path.at(-1)), keysOf(schemaAt(configSchema, parent) ?? configSchema));
  return JSON.stringify([...parent, best]);
}

/** What to write instead, for the slips YAML invites. */
function advice(issue: z.core.$ZodIssue): string {
  if (issue.code !== "invalid_type") return "";
  const { input, expected } = issue;
  if (expected === "boolean" && typeof input === "string" && /^(yes|no|on|off)$/i.test(input)) {
    return `; YAML 1.2 reads ${input} as text, so write ${/^(yes|on)$/i.test(input)}`;
  }
  if (
    (expected === "number" || expected === "int") &&
    typeof input === "string" &&
    /^\d[\d_,]*$/.test(input)
  ) {
    return `; write ${input.replace(/[_,]/g, "")}, without quotes or separators`;
  }
  if (expected === "array" && typeof input === "string") return `; write it as a list: [${input}]`;
  return "";
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) value = (value as Record<string | number, unknown> | null | undefined)?.[step];
  return value;
}
