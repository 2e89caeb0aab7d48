import { JsonCodec2 } from "@smithy/core/protocols";
import { refuse } from "../errors.js";
import type { Dialect } from "./dialect.js";
import { describeError } from "./errors.js";
import { plainBytes, readJson } from "./json.js";
import { REQUEST_ID } from "./wire.js";

const codec = new JsonCodec2({ timestampFormat: { useTrait: true, default: 7 }, jsonName: false });

/** The protocols awsJson 1.0 and 1.1: one address, the operation in a header, members under their own names. */
export const jsonRpc: Dialect = {
  complaints: { wrongType: "SerializationException", missing: "ValidationException" },

  async decode(request, model) {
    const target = request.headers["x-amz-target"] ?? "";
    const operation = model.operations.get(target.slice(target.lastIndexOf(".") + 1));
    if (operation === undefined) {
      return refuse("UnknownOperationException", `${model.service} has no operation '${target}'`);
    }
    return { operation, input: await readJson(codec, operation.input, request.body) };
  },

  async encode(operation, output) {
    const serializer = codec.createSerializer();
    serializer.write(operation.output, output);
    const body = operation.output.isUnitSchema() ? "" : plainBytes(serializer.flush());
    return { status: 200, headers: { "content-type": "application/x-amz-json-1.1" }, body };
  },

  encodeError(error, model) {
    const { code, messageMember, status, type } = describeError(error, model);
    return {
      status: status === 413 || status >= 500 ? status : 400,
      headers: {
        ...error.headers,
        "content-type": "application/x-amz-json-1.1",
        "x-amzn-requestid": REQUEST_ID,
        ...(model?.queryCompatible === true ? { "x-amzn-query-error": `${code};${type}` } : {}),
      },
      body: JSON.stringify({ __type: error.name, [messageMember]: error.message }),
    };
  },
};
