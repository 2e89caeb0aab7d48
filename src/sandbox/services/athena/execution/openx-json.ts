import { QueryFailure } from "./failure.js";
import type { HiveType } from "./hive-column.js";

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/**
 * Reads a line as Athena's OpenX JSON SerDe does (Trino, `io.trino.hive.formats.line.openxjson`): members are found
 * whatever their case, a list or an object in a text column becomes JSON text, and a line that is no JSON, a blank one
 * included, becomes a row of NULLs. Its own parser takes more than strict JSON, which is not simulated.
 * @param mapping members by column, where a column has another name (SerDe parameters `mapping.COLUMN`)
 * @throws QueryFailure where a scalar stands for a struct, as Athena fails the query then, and for types not simulated
 */
export function readJsonLine(
  line: string,
  columns: [name: string, type: HiveType][],
  mapping: ReadonlyMap<string, string> = new Map(),
): Json {
  const members = new Map(Object.entries(parsed(line)).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries(
    columns.map(([name, type]) => [
      name,
      decoded(members.get((mapping.get(name) ?? name).toLowerCase()), type),
    ]),
  );
}

function parsed(line: string): Record<string, Json> {
  try {
    const value = JSON.parse(line) as Json;
    return typeof value === "object" && !Array.isArray(value) && value !== null ? value : {};
  } catch {
    return {};
  }
}

function decoded(value: Json | undefined, type: HiveType): Json {
  if (value === undefined || value === null) return null;
  if (type.kind === "text") return text(value);
  if (type.kind === "truth") return String(value).toLowerCase() === "true";
  if (type.kind === "array")
    return (Array.isArray(value) ? value : [value]).map((item) => decoded(item, type.of));
  if (type.kind === "struct" || type.kind === "map") {
    if (typeof value !== "object" || Array.isArray(value)) {
      if (typeof value === "string" && value.trim() === "") return null;
      throw new QueryFailure(`HIVE_BAD_DATA: Primitive can not be coerced to a ${type.kind.toUpperCase()}`);
    }
    if (type.kind === "map") {
      return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, decoded(item, type.of)]));
    }
    // Of members that differ in case only, the last one counts.
    const members = new Map(Object.entries(value).map(([name, item]) => [name.toLowerCase(), item]));
    return Object.fromEntries(type.fields.map(([name, field]) => [name, decoded(members.get(name), field)]));
  }
  if (type.kind === "binary" || type.kind === "day" || type.kind === "time") {
    throw new QueryFailure(
      "NOT_SUPPORTED: the simulated account reads binary, date and timestamp from Parquet only",
    );
  }
  if (typeof value === "object") throw new QueryFailure("HIVE_BAD_DATA: Map can not be coerced to a BIGINT");
  const number = typeof value === "boolean" || value === "" ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) return null;
  if (type.kind !== "whole") return number;
  const whole = Math.trunc(number);
  // What the type has no room for is no number of it.
  return type.bits < 64 && Math.abs(whole + 0.5) > 2 ** (type.bits - 1) ? null : whole;
}

/** Stands for a number that JavaScript has no room for, and Java has. */
const TOO_LARGE = "\uffff1e999\uffff";

function text(value: string | number | boolean | Json[] | { [name: string]: Json }): string {
  if (typeof value === "string") return value.replace(/\p{Surrogate}/gu, "?");
  // Java writes a lone surrogate as a question mark; JSON.stringify as an escape.
  const json = JSON.stringify(value, (_name, member: unknown) =>
    typeof member === "number" && !Number.isFinite(member) ? TOO_LARGE : member,
  ).replaceAll(`"${TOO_LARGE}"`, "1e999");
  if (!json.includes("\\ud")) return json;
  return json.replace(/\\(?:u(d[89a-f][0-9a-f]{2})|[^])/g, (escape: string, lone?: string) =>
    lone === undefined ? escape : "?",
  );
}
