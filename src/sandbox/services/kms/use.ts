import { dnsSuffixOf } from "../../../config/partition.js";
import type { Call } from "../../call.js";
import { refuse } from "../../errors.js";
import { type ServiceRequest, allows } from "../../policy-access.js";
import { findKey } from "./key-row.js";

type Use = Pick<ServiceRequest, "principal" | "callers" | "context">;

/** What is in the way of using a key, as far as key policies say: IAM policies are taken to allow everything. */
export function obstacle(
  keyId: string,
  actions: readonly string[],
  use: Use,
  call: Call,
): "missing" | "unusable" | "denied" | undefined {
  const key = findKey(keyId, call);
  if (key === undefined) return "missing";
  if (key.state !== "Enabled" || key.usage !== "ENCRYPT_DECRYPT") return "unusable";
  const allowed = actions.every((action) => allows([key.policy], { ...use, action, resource: key.arn }));
  return allowed ? undefined : "denied";
}

/**
 * Checks that the caller may use a key through S3.
 * @throws what S3 answers when KMS refuses
 */
export function checkCallersUse(keyId: string | undefined, action: string, call: Call): void {
  if (keyId === undefined) return;
  const context = {
    "kms:viaservice": `s3.${call.region}.${dnsSuffixOf(call.region)}`,
    "kms:calleraccount": call.account,
  };
  const role = call.caller.split("/")[1];
  const account = `arn:${call.partition}:iam::${call.account}`;
  const callers = [call.caller, `${account}:role/${role}`, `${account}:root`, call.account];
  const found = obstacle(keyId, [action], { callers, context }, call);
  if (found === undefined) return;
  if (found === "missing") refuse("KMS.NotFoundException", `Key '${keyId}' does not exist`);
  if (found === "unusable") refuse("KMS.DisabledException", `${keyId} is disabled.`);
  const why = `because no resource-based policy allows the ${action} action`;
  const what = `User: ${call.caller} is not authorized to perform: ${action} on resource: ${keyId}`;
  refuse("AccessDenied", `${what} ${why}`, 403);
}
