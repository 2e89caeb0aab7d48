import { parseArn } from "../../validate.js";
import { invalid } from "./rows.js";

/** Checks that an endpoint fits its protocol, with the messages of SNS. @throws InvalidParameterException */
export function checkEndpoint(protocol: string | undefined, endpoint: string): void {
  switch (protocol) {
    case "email":
    case "email-json":
      if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(endpoint)) invalid("Email address");
      return;
    case "http":
    case "https":
      if (!endpoint.startsWith(`${protocol}://`)) {
        invalid("Endpoint", "Endpoint must match the specified protocol");
      }
      if (!URL.canParse(endpoint)) invalid("Endpoint", "Endpoint is not a valid URL");
      return;
    case "sms":
      if (!/^\+?[0-9-]{5,20}$/.test(endpoint)) invalid(`Invalid SMS endpoint: ${endpoint}`);
      return;
    case "sqs":
    case "lambda":
    case "firehose":
      if (parseArn(endpoint)?.service !== protocol) invalid(`${label(protocol)} endpoint ARN`);
      return;
    case "application":
      if (parseArn(endpoint)?.service !== "sns") invalid("Application endpoint arn invalid");
      return;
    default:
      invalid(`Amazon SNS does not support this protocol string: ${protocol ?? "null"}`);
  }
}

/** True where the owner of the endpoint must confirm before anything is sent. */
export function needsConfirmation(protocol: string): boolean {
  return ["email", "email-json", "http", "https"].includes(protocol);
}

function label(protocol: string): string {
  return protocol === "sqs" ? "SQS" : protocol.charAt(0).toUpperCase() + protocol.slice(1);
}
