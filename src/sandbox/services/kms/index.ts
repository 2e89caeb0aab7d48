import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkPolicy } from "../../policy-grammar.js";
import { checkText, requireMember } from "../../validate.js";
import { uuid } from "../../uuid.js";
import { type KeyRow, defaultPolicy, keyOf, keys, newKey, shownKey } from "./key-row.js";

/** Most bytes of a key policy (KMS API reference, PutKeyPolicy). */
const POLICY_SIZE = 32_768;

/** AWS Key Management Service: customer-managed keys and who may use them. Nothing is encrypted. */
export const kms: Handlers<"kms"> = {
  CreateKey: (input, call) => {
    const row = {
      ...newKey(uuid(call), checkedPolicy(input.Policy, call) ?? defaultPolicy(call), call),
      spec: input.KeySpec ?? "SYMMETRIC_DEFAULT",
      usage: input.KeyUsage ?? "ENCRYPT_DECRYPT",
      description: input.Description ?? "",
    };
    keys(call).put(row.id, row);
    return { KeyMetadata: shownKey(row, call) };
  },

  DescribeKey: (input, call) => ({ KeyMetadata: shownKey(keyOf(input, "DescribeKey", call), call) }),

  GetKeyPolicy: (input, call) => {
    checkPolicyName(input);
    return { Policy: keyOf(input, "GetKeyPolicy", call).policy, PolicyName: "default" };
  },

  PutKeyPolicy: (input, call) => {
    checkPolicyName(input);
    const policy = checkedPolicy(requireMember(input, "Policy"), call);
    return changed(input, "PutKeyPolicy", policy === undefined ? {} : { policy }, call);
  },

  EnableKey: (input, call) => changed(input, "EnableKey", { state: "Enabled" }, call),

  DisableKey: (input, call) => changed(input, "DisableKey", { state: "Disabled" }, call),

  ScheduleKeyDeletion: (input, call) => {
    changed(input, "ScheduleKeyDeletion", { state: "PendingDeletion" }, call);
    const days = input.PendingWindowInDays ?? 30;
    return {
      KeyId: keyOf(input, "ScheduleKeyDeletion", call).arn,
      KeyState: "PendingDeletion",
      PendingWindowInDays: days,
      DeletionDate: new Date(call.now.getTime() + days * 86_400_000),
    };
  },
};

function changed(
  input: { KeyId: string | undefined },
  operation: string,
  change: Partial<KeyRow>,
  call: Call,
): object {
  const row = keyOf(input, operation, call);
  if (row.state === "PendingDeletion") {
    refuse("KMSInvalidStateException", `${row.arn} is pending deletion.`);
  }
  keys(call).put(row.id, { ...row, ...change });
  return {};
}

/** A key has one policy, of this name. */
function checkPolicyName(input: { PolicyName?: string | undefined }): void {
  checkText(input.PolicyName, "PolicyName", { oneOf: ["default"] });
}

function checkedPolicy(text: string | undefined, call: Call): string | undefined {
  if (text === undefined) return undefined;
  const error = "MalformedPolicyDocumentException";
  checkPolicy(text, { type: "resource", maxLength: POLICY_SIZE, partition: call.partition, error });
  return text;
}
