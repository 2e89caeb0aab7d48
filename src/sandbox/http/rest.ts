import { XmlShapeDeserializer } from "@aws-sdk/core/protocols";
import { JsonCodec2 } from "@smithy/core/protocols";
import type { NormalizedSchema } from "@smithy/core/schema";
import { refuse } from "../errors.js";
import { answerBindings, requestBindings } from "./bindings.js";
import type { Dialect } from "./dialect.js";
import { describeError } from "./errors.js";
import { plainBytes, readJson } from "./json.js";
import type { ServiceModel } from "./model.js";
import { route } from "./route.js";
import { addressedBucket } from "./s3-address.js";
import { REQUEST_ID, type WireAnswer } from "./wire.js";
import { escapeXml, writeXml, xmlSettings } from "./xml.js";

const codec = new JsonCodec2({
  timestampFormat: { useTrait: true, default: 7 },
  httpBindings: true,
  jsonName: true,
});

/** The protocol restJson1: operations by method and path, members in path, query, headers and a JSON body. */
export const restJson: Dialect = {
  complaints: { wrongType: "SerializationException", missing: "ValidationException" },

  async decode(request, model) {
    const { operation, labels } = route(request, model, undefined);
    const { input, payload } = requestBindings(operation, request, labels);
    if (payload === undefined) {
      return { operation, input: { ...(await readJson(codec, operation.input, request.body)), ...input } };
    }
    return {
      operation,
      input: { ...input, [payload.name]: await readJson(codec, payload.shape, request.body) },
    };
  },

  async encode(operation, output) {
    const { status, headers, members } = answerBindings(operation, output);
    const serializer = codec.createSerializer();
    serializer.write(operation.output, members);
    const body = operation.output.isUnitSchema() ? "" : plainBytes(serializer.flush());
    return { status, headers: { "content-type": "application/json", ...headers }, body };
  },

  encodeError(error, model) {
    const { messageMember, status } = describeError(error, model);
    return {
      status,
      headers: {
        ...error.headers,
        "content-type": "application/json",
        "x-amzn-errortype": error.name,
        "x-amzn-requestid": REQUEST_ID,
      },
      body: JSON.stringify({ [messageMember]: error.message }),
    };
  },
};

/** The protocol restXml as S3 speaks it: the bucket in the path or the host. */
export const restXml: Dialect = {
  complaints: { wrongType: "MalformedXML", missing: "MalformedXML" },

  async decode(request, model) {
    const { bucket, path } = addressedBucket(request);
    const { operation, labels } = route({ ...request, path }, model, bucket);
    const named = bucket === undefined ? labels : { ...labels, Bucket: bucket };
    const { input, payload } = requestBindings(operation, request, named);
    if (payload === undefined || request.body.length === 0) return { operation, input };
    return { operation, input: { ...input, [payload.name]: readXml(payload.shape, request.body, model) } };
  },

  async encode(operation, output, model) {
    const { status, headers, members, structured, payload } = answerBindings(operation, output);
    const xml = (text: string): WireAnswer => ({
      status,
      headers: { "content-type": "application/xml", ...headers },
      body: `<?xml version="1.0" encoding="UTF-8"?>\n${text}`,
    });
    // The one answer of S3 without an element around its member (S3 API reference, GetBucketLocation).
    if (operation.name === "GetBucketLocation") {
      const { LocationConstraint: region = "" } = output as { LocationConstraint?: string };
      return xml(`<LocationConstraint xmlns="${model.xmlNamespace}">${region}</LocationConstraint>`);
    }
    if (payload?.shape.isStructSchema() === true) {
      return xml(writeXml(model, payload.shape, payload.value as object));
    }
    if (structured) return xml(writeXml(model, operation.output, members));
    // Only objects can be asked for in parts.
    const partial = headers["content-range"] === undefined ? status : 206;
    return { status: partial, headers, body: await bytesOf(payload?.value) };
  },

  encodeError(error, model) {
    const { code, status } = describeError(error, model);
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escapeXml(error.message)}</Message><RequestId>${REQUEST_ID}</RequestId></Error>`;
    return {
      status,
      headers: { ...error.headers, "content-type": "application/xml", "x-amz-request-id": REQUEST_ID },
      body: status === 304 ? "" : body,
    };
  },
};

function readXml(shape: NormalizedSchema, body: Buffer, model: ServiceModel): unknown {
  try {
    return new XmlShapeDeserializer(xmlSettings(model, true)).read(shape, body) as unknown;
  } catch {
    const text = "The XML you provided was not well-formed or did not validate against our published schema";
    return refuse("MalformedXML", text);
  }
}

/** A body that handlers give as text, as bytes or as a stream. */
async function bytesOf(value: unknown): Promise<string | Uint8Array> {
  if (value === undefined) return "";
  if (typeof value === "string" || value instanceof Uint8Array) return value;
  const chunks: Uint8Array[] = [];
  for await (const chunk of value as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
