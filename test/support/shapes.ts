import type { NormalizedSchema } from "@smithy/core/schema";
import fc from "fast-check";
import { requiredMembers } from "../../src/sandbox/http/model.js";

/** Where a value travels, since each place can carry something else. */
type Place = "body" | "header" | "label" | "query";

const DEEPEST = 4;

/** Text with what protocols have to escape; control characters are no XML, and AWS refuses them. */
const TEXT = fc.string({
  unit: fc.constantFrom(..."aZ09 .-_~/+&<>\"'%=;,:@{}[]()*!?#$|\\äß€日🙂".match(/./gu)!),
  maxLength: 12,
});
const ASCII = fc.stringMatching(/^[A-Za-z0-9]([\w ./:+-]{0,8}[A-Za-z0-9])?$/);
const TOKEN = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,6}[a-z0-9])?$/);

export interface ShapeOptions {
  /** Members that clients or protocols treat in their own way. */
  without: RegExp;
  /** Values of members that clients check. */
  fixed: Record<string, fc.Arbitrary<unknown>>;
}

/** Values of a structure: every required member, what is the whole body, and any of the others. */
export function valuesOf(
  shape: NormalizedSchema,
  options: ShapeOptions,
): fc.Arbitrary<Record<string, unknown>> {
  return structure(shape, options, 0, [...requiredMembers(shape), ...payloads(shape)]) as fc.Arbitrary<
    Record<string, unknown>
  >;
}

/** S3 never leaves out a body that is a structure, and its client takes an empty one for a failure. */
function payloads(shape: NormalizedSchema): string[] {
  if (shape.isUnitSchema()) return [];
  const isPayload = (member: NormalizedSchema) =>
    member.getMergedTraits().httpPayload && member.isStructSchema();
  return [...shape.structIterator()].filter(([, member]) => isPayload(member)).map(([name]) => name);
}

function structure(
  shape: NormalizedSchema,
  options: ShapeOptions,
  depth: number,
  required: string[],
): fc.Arbitrary<object> {
  if (shape.isUnitSchema()) return fc.constant({});
  const members = [...shape.structIterator()].filter(
    ([name, member]) => required.includes(name) || (!options.without.test(name) && usable(member, depth)),
  );
  const record = Object.fromEntries(
    members.map(([name, member]) => [
      name,
      options.fixed[name] ?? value(member, options, depth + 1, placeOf(member), required.includes(name)),
    ]),
  );
  if (!shape.isUnionSchema()) return fc.record(record, { requiredKeys: required });
  const names = Object.keys(record);
  return fc
    .constantFrom(...names)
    .chain((name) => fc.record({ [name]: record[name] as fc.Arbitrary<unknown> }));
}

/** Free-form documents are left out, and deep structures where they are optional. */
function usable(member: NormalizedSchema, depth: number): boolean {
  if (member.isDocumentSchema() || member.getMergedTraits().idempotencyToken) return false;
  return depth < DEEPEST || !(member.isStructSchema() || member.isListSchema() || member.isMapSchema());
}

function placeOf(member: NormalizedSchema): Place {
  const { httpHeader, httpPrefixHeaders, httpLabel, httpQuery, httpPayload } = member.getMergedTraits();
  if (httpHeader || httpPrefixHeaders) return "header";
  if (httpLabel) return "label";
  // A body that is a text is there or not, never empty.
  return httpQuery || (httpPayload && member.isStringSchema()) ? "query" : "body";
}

function value(
  shape: NormalizedSchema,
  options: ShapeOptions,
  depth: number,
  place: Place,
  filled = false,
): fc.Arbitrary<unknown> {
  if (shape.isStructSchema()) return structure(shape, options, depth, requiredMembers(shape));
  if (shape.isListSchema()) {
    const item = value(shape.getValueSchema(), options, depth + 1, place);
    return fc.array(item, { minLength: place === "body" && !filled ? 0 : 1, maxLength: 3 });
  }
  if (shape.isMapSchema()) {
    const keys = place === "header" ? TOKEN : TEXT.filter((key) => key !== "");
    return fc.dictionary(keys, value(shape.getValueSchema(), options, depth + 1, place), { maxKeys: 3 });
  }
  if (shape.isBooleanSchema()) return fc.boolean();
  if (shape.isNumericSchema()) return fc.integer({ min: 0, max: 1_000_000 });
  // Headers have whole seconds.
  if (shape.isTimestampSchema()) return fc.integer({ min: 1e6, max: 2e9 }).map((s) => new Date(s * 1000));
  if (shape.isBlobSchema()) return fc.uint8Array({ maxLength: 20 });
  if (place === "header") return ASCII;
  return place === "body" ? TEXT : TEXT.filter((text) => text !== "");
}

/** A value with what does not travel taken out: undefined members, and empty lists and maps where XML has no sign for them. */
export function plain(input: unknown, emptyLost: boolean): unknown {
  if (input instanceof Uint8Array) return Buffer.from(input).toString("base64");
  if (input instanceof Date || typeof input !== "object" || input === null) return input;
  if (Array.isArray(input)) return input.map((item) => plain(item, emptyLost));
  const kept = Object.entries(input)
    .filter(([name, item]) => item !== undefined && name !== "$metadata")
    .map(([name, item]) => [name, plain(item, emptyLost)] as const)
    .filter(([, item]) => !emptyLost || !isEmpty(item));
  return Object.fromEntries(kept);
}

function isEmpty(item: unknown): boolean {
  return (
    typeof item === "object" && item !== null && !(item instanceof Date) && Object.keys(item).length === 0
  );
}
