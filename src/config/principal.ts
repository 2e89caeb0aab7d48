import { parseArn } from "./arn.js";

/** What a `principal` of the configuration stands for. */
export type Principal =
  /** A sign-in name: the last part of an identity's ARN. */
  | { kind: "name"; name: string }
  /** An identity, by its whole ARN. */
  | { kind: "identity"; arn: string }
  /** Every session of a role. */
  | { kind: "role"; role: string };

/** Reads a `principal`: the ARN of an IAM role, with a path or without, stands for all sessions of the role. */
export function principalOf(text: string): Principal {
  if (!text.startsWith("arn:")) return { kind: "name", name: text };
  const arn = parseArn(text);
  // A session without its name cannot be one session.
  const form = arn?.service === "iam" ? /^role\/(?:.*\/)?([^/]+)$/ : /^assumed-role\/([^/]+)(?:\/\*?)?$/;
  const name = form.exec(arn?.resource ?? "")?.[1];
  if (arn === undefined || name === undefined) return { kind: "identity", arn: text };
  return { kind: "role", role: roleKey(arn.account, name) };
}

/**
 * The role whose session an identity is, as in {@link Principal}; undefined when it is none. A session's ARN has the
 * role's name without its path (IAM User Guide, "IAM identifiers"), whatever the partition.
 * @param identity `identity.arn` as logged
 */
export function roleOfSession(identity: string): string | undefined {
  const [, account, name] = /^arn:[^:]*:sts::(\d{12}):assumed-role\/([^/]+)\/./.exec(identity) ?? [];
  return account === undefined || name === undefined ? undefined : roleKey(account, name);
}

/** The account of an identity's ARN; undefined when it names none. */
export function accountOfIdentity(identity: string): string | undefined {
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(identity)?.[1];
}

/** The same for principals that stand for the same: two developers must not have both. */
export function principalKey(text: string): string {
  const principal = principalOf(text);
  return (principal.kind === "role" ? `role ${principal.role}` : text).toLowerCase();
}

function roleKey(account: string, name: string): string {
  return `${account}/${name}`;
}
