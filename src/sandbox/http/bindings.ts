import { FromStringShapeDeserializer, ToStringShapeSerializer } from "@smithy/core/protocols";
import type { NormalizedSchema } from "@smithy/core/schema";
import { refuse } from "../errors.js";
import type { OperationModel } from "./model.js";
import type { WireRequest } from "./wire.js";

const SETTINGS = { timestampFormat: { useTrait: true, default: 5 as const }, httpBindings: true };

/** A member that is the whole body. */
export interface Payload {
  name: string;
  shape: NormalizedSchema;
}

/**
 * Members of an input that do not stand in a structured body: in path, query and headers, or as a body of plain bytes.
 * @returns them, and the member that the body holds as a structure, if there is one
 * @throws SerializationException for text that is no number or time
 */
export function requestBindings(
  operation: OperationModel,
  request: WireRequest,
  labels: Record<string, string>,
): { input: Record<string, unknown>; payload: Payload | undefined } {
  const input: Record<string, unknown> = {};
  let payload: Payload | undefined;
  if (operation.input.isUnitSchema()) return { input, payload };
  for (const [name, member] of operation.input.structIterator()) {
    const traits = member.getMergedTraits();
    const { httpHeader, httpQuery, httpPrefixHeaders } = traits;
    let value: unknown;
    if (traits.httpLabel) value = fromText(member, labels[name], name);
    else if (httpHeader) value = fromText(member, request.headers[httpHeader.toLowerCase()], name);
    else if (httpQuery) value = fromQuery(member, request.query.getAll(httpQuery), name);
    else if (httpPrefixHeaders) value = prefixed(request.headers, httpPrefixHeaders.toLowerCase());
    else if (traits.httpPayload && member.isBlobSchema()) value = request.body;
    else if (traits.httpPayload && member.isStringSchema()) value = request.body.toString("utf8");
    else if (traits.httpPayload) payload = { name, shape: member };
    if (value !== undefined) input[name] = value;
  }
  return { input, payload };
}

function fromText(member: NormalizedSchema, text: string | undefined, name: string): unknown {
  if (text === undefined) return undefined;
  try {
    return new FromStringShapeDeserializer(SETTINGS).read(member, text) as unknown;
  } catch {
    return refuse("SerializationException", `The value of ${name} cannot be read`);
  }
}

function fromQuery(member: NormalizedSchema, texts: string[], name: string): unknown {
  if (texts.length === 0) return undefined;
  if (!member.isListSchema()) return fromText(member, texts[0], name);
  return texts.map((text) => fromText(member.getValueSchema(), text, name));
}

function prefixed(headers: Record<string, string>, prefix: string): Record<string, string> | undefined {
  const found = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  if (found.length === 0) return undefined;
  return Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]));
}

/** An answer taken apart into what stands in headers and what stands in the body. */
export interface BoundAnswer {
  status: number;
  headers: Record<string, string>;
  /** Members of a structured body. */
  members: Record<string, unknown>;
  /** Whether the operation's answers have a structured body at all. */
  structured: boolean;
  /** The member that is the whole body. */
  payload: (Payload & { value: unknown }) | undefined;
}

/** Takes an answer apart as its operation's model says. */
export function answerBindings(operation: OperationModel, output: object): BoundAnswer {
  const answer: BoundAnswer = {
    status: operation.http?.status ?? 200,
    headers: {},
    members: {},
    structured: false,
    payload: undefined,
  };
  if (operation.output.isUnitSchema()) return answer;
  for (const [name, member] of operation.output.structIterator()) {
    const value = (output as Record<string, unknown>)[name] ?? undefined;
    const { httpHeader, httpPrefixHeaders, httpPayload } = member.getMergedTraits();
    if (httpPayload) {
      if (value !== undefined) answer.payload = { name, shape: member, value };
    } else if (httpPrefixHeaders) {
      for (const [key, text] of Object.entries((value ?? {}) as Record<string, string>)) {
        answer.headers[`${httpPrefixHeaders}${key}`.toLowerCase()] = asHeader(text);
      }
    } else if (httpHeader) {
      if (value !== undefined) answer.headers[httpHeader.toLowerCase()] = asHeader(toText(member, value));
    } else {
      answer.structured = true;
      if (value !== undefined) answer.members[name] = value;
    }
  }
  return answer;
}

function toText(member: NormalizedSchema, value: unknown): string {
  const serializer = new ToStringShapeSerializer(SETTINGS);
  serializer.write(member, value);
  return serializer.flush();
}

/** Text beyond what a header can carry is sent as S3 sends such metadata (S3 User Guide, "User-defined object metadata"). */
function asHeader(text: string): string {
  return /^[\x20-\x7e\t]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString("base64")}?=`;
}
