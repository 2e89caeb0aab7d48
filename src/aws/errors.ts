import type { ErrorCode } from "../error-codes.js";
import { KnownError } from "../errors.js";
import { withoutPassword } from "../password.js";
import { iamActions } from "./iam-actions.js";
import type { ServiceId } from "./services.js";

const EXPIRED = new Set(["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired"]);
const UNKNOWN_KEY = new Set([
  "InvalidClientTokenId",
  "UnrecognizedClientException",
  "InvalidAccessKeyId",
  "SignatureDoesNotMatch",
  "AuthFailure",
  "InvalidSignatureException",
  "IncompleteSignature",
  "InvalidToken",
  "NotAuthorized",
]);
const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
]);

/** An SDK error with the call that met it, as the AWS access leaves it. */
interface CallError extends Error {
  awsCall?: string;
  code?: string;
  $metadata?: { httpStatusCode?: number };
  $response?: { headers?: Record<string, string> };
  cause?: unknown;
}

/** True for the ways services say that the caller may not do something. */
export function isDenied(error: unknown): boolean {
  const { name } = error as Error;
  return /^(AccessDenied|AuthorizationError|UnauthorizedOperation|Forbidden|AccessDeniedException)/.test(
    name,
  );
}

/** True when the endpoint could not be reached at all, so that trying on for a minute helps nobody. */
export function isUnreachable(error: unknown): boolean {
  return UNREACHABLE.has(networkCode(error as CallError) ?? "");
}

/** True for an answer that no AWS service gave: the page of a proxy or another server. */
export function isForeignAnswer(error: unknown): boolean {
  const { name, message, $response } = error as CallError;
  // The SDK's name for an error document in which it finds nothing it knows. Emulators call their JSON HTML too.
  if (name === "Unknown") return $response?.headers?.["content-type"]?.startsWith("text/html") === true;
  return /Unexpected token|is not valid JSON|Deserialization|char '.*' is not expected/i.test(message);
}

/**
 * Turns whatever the SDK throws into one clear message; anything that is no AWS error is returned as it is.
 * @param profile the named profile in use, if any
 */
export function explain(error: unknown, region: string, profile?: string): unknown {
  if (error instanceof KnownError || !(error instanceof Error)) return error;
  const e = error as CallError;
  const at = e.awsCall === undefined ? "" : `${e.awsCall}: `;
  const known = (code: ErrorCode, message: string, hint?: string) =>
    new KnownError(code, message, hint, 1, undefined, { cause: error });
  if (e.name === "CredentialsProviderError" || e.name === "TokenProviderError") {
    return known(
      "no_credentials",
      `no usable AWS credentials${profile === undefined ? "" : ` in profile "${profile}"`}: ${e.message}`,
      "sign in (for example `aws sso login`) and name the profile with --profile, or try everything with --sandbox",
    );
  }
  if (EXPIRED.has(e.name))
    return known("expired_credentials", `${at}${e.message}`, "sign in again, for example `aws sso login`");
  if (UNKNOWN_KEY.has(e.name)) {
    const hint = `AWS does not know these credentials in ${region}: check the profile, and that the region is enabled for the account`;
    return known("bad_credentials", `${at}${e.message}`, hint);
  }
  if (isDenied(e)) return known("access_denied", `${at}${e.message}`, deniedHint(e.awsCall));
  if (isUnreachable(e)) {
    const endpoint = process.env["AWS_ENDPOINT_URL"];
    const hint =
      endpoint === undefined
        ? `check the network, and that ${region} is a region that offers this service`
        : `AWS_ENDPOINT_URL is ${withoutPassword(endpoint)}: is the emulator running?`;
    return known("unreachable", `${at}${e.message || networkCode(e)}`, hint);
  }
  if (isForeignAnswer(e)) {
    return known(
      "bad_answer",
      `${at}the endpoint answered something that is not AWS's: ${e.name === "Unknown" ? "an HTML page" : e.message.split("\n")[0]}`,
      "if this is an emulator, it may not have this operation; --sandbox simulates all that ccb uses",
    );
  }
  if (e.$metadata !== undefined) return known("aws_error", `${at}${e.name}: ${e.message}`);
  return error;
}

/** Names the permissions the call needs; AWS's own sentence, when it has one, says what was missing. */
function deniedHint(awsCall: string | undefined): string {
  const all = "docs/security.md lists the permissions that plan and apply need";
  const [service, operation] = awsCall?.split(":") ?? [];
  if (service === undefined || operation === undefined) return all;
  // Otherwise a reader who has the one asks what is wrong: nothing is, save that there is no such object.
  const note =
    awsCall === "s3:GetObject" ? " (without the second, S3 denies an object that is not there)" : "";
  return `the call needs ${iamActions(service as ServiceId, operation).join(", ")}${note}; ${all}`;
}

function networkCode(error: CallError): string | undefined {
  const codes = [error.code, (error.cause as CallError | undefined)?.code, ...aggregated(error)];
  return codes.find((code) => code !== undefined && UNREACHABLE.has(code));
}

/** Node reports a host with several addresses as an AggregateError. */
function aggregated(error: Error): (string | undefined)[] {
  return error instanceof AggregateError ? error.errors.map((inner: CallError) => inner.code) : [];
}
