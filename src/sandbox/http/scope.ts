import { refuse } from "../errors.js";
import type { WireRequest } from "./wire.js";

/** Where a request is meant to go, as its signature says. */
export interface Scope {
  region: string;
  signingName: string;
}

const ALGORITHM = /^AWS4-(HMAC-SHA256|ECDSA-P256-SHA256)$/;

/**
 * Region and service of a request, read from the credential scope of Signature Version 4 (Reference guide, "Create a
 * signed AWS API request"): in the `Authorization` header, or in the query of a presigned address. The signature itself
 * is not checked: every key is the simulated account's.
 * @throws MissingAuthenticationToken, IncompleteSignature, AccessDenied
 */
export function scopeOf(request: WireRequest): Scope {
  const header = request.headers["authorization"];
  if (header === undefined) {
    const presigned = request.query.get("X-Amz-Credential");
    return presigned === null ? anonymous(request) : parse(presigned, request);
  }
  const [algorithm = "", ...rest] = header.split(" ");
  if (algorithm === "Bearer") {
    const text = "The simulated account knows no bearer tokens; sign the request with access keys";
    refuse("AccessDeniedException", text, 403);
  }
  const credential = /Credential=([^,\s]+)/.exec(rest.join(" "))?.[1];
  if (!ALGORITHM.test(algorithm) || credential === undefined) {
    refuse(
      "IncompleteSignature",
      "Authorization header requires 'Credential' parameter of AWS Signature Version 4",
    );
  }
  return parse(credential, request);
}

/** `KEY/20261120/us-east-1/iam/aws4_request`; asymmetric signatures name no region there. */
function parse(credential: string, request: WireRequest): Scope {
  const parts = credential.split("/").slice(-4);
  const [, region, signingName, end] = parts;
  if (end !== "aws4_request" || region === undefined || signingName === undefined) {
    return refuse(
      "IncompleteSignature",
      `Credential must have five parts that end in aws4_request, not '${credential}'`,
    );
  }
  if (/^\d{8}$/.test(region)) {
    return { region: request.headers["x-amz-region-set"]?.split(",")[0] ?? "us-east-1", signingName };
  }
  return { region, signingName };
}

/** S3 takes requests of anybody for what is public; nothing in a simulated account is. */
function anonymous(request: WireRequest): never {
  const rpc = request.headers["x-amz-target"] ?? request.headers["smithy-protocol"];
  const action =
    request.query.has("Action") || /^Action=|&Action=/.test(request.body.toString("latin1", 0, 4096));
  if (rpc === undefined && !action && request.headers["content-type"] !== "application/json") {
    refuse("AccessDenied", "Access Denied", 403);
  }
  const name = action ? "MissingAuthenticationToken" : "MissingAuthenticationTokenException";
  return refuse(name, "Request is missing Authentication Token", 403);
}
