import type { OperationModel, ServiceModel } from "./model.js";
import { cbor } from "./cbor.js";
import { jsonRpc } from "./json-rpc.js";
import { query } from "./query.js";
import { restJson, restXml } from "./rest.js";
import type { WireAnswer, WireError, WireRequest } from "./wire.js";

/** Names of the errors for input that does not fit its shape. */
export interface Complaints {
  wrongType: string;
  missing: string;
}

/** One of AWS's protocols, seen from the service's side. */
export interface Dialect {
  complaints: Complaints;
  /**
   * What is asked for.
   * @throws what AWS answers to an unknown operation or a malformed request
   */
  decode(request: WireRequest, model: ServiceModel): Promise<Asked>;
  encode(operation: OperationModel, output: object, model: ServiceModel): Promise<WireAnswer>;
  /** @param model undefined when the service could not be told */
  encodeError(error: WireError, model: ServiceModel | undefined): WireAnswer;
}

/** An operation and its input. */
interface Asked {
  operation: OperationModel;
  input: object;
}

/** The protocol a request is written in: services of several protocols answer in the one they were asked in. */
export function dialectOf(request: WireRequest, model: ServiceModel | undefined): Dialect {
  const { headers } = request;
  if (headers["smithy-protocol"] === "rpc-v2-cbor") return cbor;
  if (headers["x-amz-target"] !== undefined) return jsonRpc;
  if (model?.protocol === "aws.protocols#restXml") return restXml;
  if (model?.protocol === "aws.protocols#restJson1") return restJson;
  if (model !== undefined) return query;
  if (headers["content-type"]?.startsWith("application/json") === true) return restJson;
  return headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true ||
    request.query.has("Action")
    ? query
    : restXml;
}
