import type { Change, Plan } from "../engine/plan.js";

/** Fields that say which key encrypts something. */
export const ENCRYPTION = new Set(["encryption", "kmsKey"]);

/** Ways to encrypt that name no key. */
const KEYLESS = new Set(["", "AES256", "aws:kms", "aws:kms:dsse", "SSE_S3", "CSE_KMS"]);

/**
 * What a plan takes a customer's key off. Whether this stack has set the key or somebody else cannot be told, since
 * nothing keeps what the YAML said before.
 */
export function lostKeyWarnings({ changes }: Pick<Plan, "changes">): string[] {
  return changes.flatMap((change) => {
    const keys = change.fields.flatMap(({ path, before, after }) =>
      ENCRYPTION.has(path) && keyIn(after) === undefined ? (keyIn(before) ?? []) : [],
    );
    return keys.map((key) => sentence(change, key));
  });
}

function sentence({ kind, name }: Change, key: string): string {
  return `${kind} ${name} is no longer encrypted with the key ${key}, since the YAML names none: what is written from then on gets AWS's own; to keep the key, set logging.kmsKeyArn`;
}

/** The key a field names, possibly after the way to encrypt with it; AWS's own key for S3 is none. */
function keyIn(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  return value.split(" ").find((part) => !KEYLESS.has(part) && !/(^|:)alias\/aws\//.test(part));
}
