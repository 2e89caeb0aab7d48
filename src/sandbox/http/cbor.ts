import { CborCodec, cbor as plainCbor } from "@smithy/core/cbor";
import { refuse } from "../errors.js";
import type { Dialect } from "./dialect.js";
import { describeError } from "./errors.js";
import { REQUEST_ID } from "./wire.js";

const codec = new CborCodec();
const HEADERS = { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" };

/** The protocol Smithy RPC v2 with CBOR: `/service/NAME/operation/NAME`, binary JSON. */
export const cbor: Dialect = {
  complaints: { wrongType: "SerializationException", missing: "ValidationException" },

  async decode(request, model) {
    const name = /\/service\/[^/]+\/operation\/([^/]+)$/.exec(request.path)?.[1] ?? "";
    const operation = model.operations.get(name);
    if (operation === undefined) {
      return refuse(
        "UnknownOperationException",
        `${model.service} has no operation at '${request.path}'`,
        404,
      );
    }
    if (request.body.length === 0) return { operation, input: {} };
    try {
      return {
        operation,
        input: (await codec.createDeserializer().read(operation.input, request.body)) as object,
      };
    } catch {
      return refuse("SerializationException", "The request body is not CBOR of the operation's shape");
    }
  },

  async encode(operation, output) {
    if (operation.output.isUnitSchema()) return { status: 200, headers: HEADERS, body: "" };
    const serializer = codec.createSerializer();
    serializer.write(operation.output, output);
    return { status: 200, headers: HEADERS, body: Buffer.from(serializer.flush()) };
  },

  encodeError(error, model) {
    const { code, messageMember, status, type } = describeError(error, model);
    return {
      status,
      headers: {
        ...error.headers,
        ...HEADERS,
        "x-amzn-requestid": REQUEST_ID,
        ...(model?.queryCompatible === true ? { "x-amzn-query-error": `${code};${type}` } : {}),
      },
      body: Buffer.from(plainCbor.serialize({ __type: error.name, [messageMember]: error.message })),
    };
  },
};
