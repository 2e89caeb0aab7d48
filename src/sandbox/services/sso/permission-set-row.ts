import type { PermissionSet } from "@aws-sdk/client-sso-admin";
import type { Call, Table } from "../../call.js";
import { refuse } from "../../errors.js";
import { type Tag, checkText, requireMember } from "../../validate.js";
import { INSTANCE_ID, checkInstance } from "./instance.js";

/** A permission set: table `permission-sets` of `sso`, by ARN. */
export interface PermissionSetRow {
  arn: string;
  name: string;
  description?: string;
  /** ISO 8601, e.g. `PT8H`. */
  sessionDuration: string;
  relayState?: string;
  /** ISO 8601. */
  createdAt: string;
  /** JSON; empty when there is none. */
  inlinePolicy: string;
  tags: Tag[];
  /** ARNs of AWS's managed policies. */
  managed?: readonly string[];
  /** Policies of each account. */
  customer?: readonly { Name: string; Path: string }[];
  /** Counts the changes that reach accounts only when they are provisioned. */
  revision: number;
}

/** Table of the permission sets. */
export function permissionSetTable(call: Call): Table<PermissionSetRow> {
  return call.table<PermissionSetRow>("permission-sets");
}

/** ARN of a new permission set. */
export function newPermissionSetArn(call: Call): string {
  return `arn:${call.partition}:sso:::permissionSet/${INSTANCE_ID}/ps-${call.id(16)}`;
}

/**
 * The permission set a request names, its instance checked too.
 * @throws ValidationException for a malformed ARN, ResourceNotFoundException when there is none
 */
export function permissionSetOf(
  input: { InstanceArn?: string | undefined; PermissionSetArn: string | undefined },
  call: Call,
): PermissionSetRow {
  checkInstance(input, call);
  const arn = checkText(requireMember(input, "PermissionSetArn"), "PermissionSetArn", {
    min: 10,
    max: 1224,
    pattern: /^arn:aws[a-z-]*:sso:::permissionSet\/(sso)?ins-[a-zA-Z0-9.-]{16}\/ps-[a-zA-Z0-9./-]{16}$/,
  });
  return (
    permissionSetTable(call).get(arn) ??
    refuse("ResourceNotFoundException", `PermissionSet with ARN ${arn} was not found.`)
  );
}

/** The permission set as outputs carry it. */
export function shownPermissionSet(row: PermissionSetRow): PermissionSet {
  return {
    Name: row.name,
    PermissionSetArn: row.arn,
    ...(row.description !== undefined && { Description: row.description }),
    CreatedDate: new Date(row.createdAt),
    SessionDuration: row.sessionDuration,
    ...(row.relayState !== undefined && { RelayState: row.relayState }),
  };
}
