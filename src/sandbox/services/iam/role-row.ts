import type { AttachedPolicy, Role } from "@aws-sdk/client-iam";
import type { Call, Table } from "../../call.js";
import { refuse } from "../../errors.js";
import { type Tag, checkText, requireMember } from "../../validate.js";

/** A role as it is kept: table `roles` of `iam`, global, by lower-cased name. */
export interface RoleRow {
  name: string;
  /** Begins and ends with `/`. */
  path: string;
  /** `AROA…`; a role made anew under the same name has another one. */
  id: string;
  arn: string;
  /** Trust policy as JSON. */
  trust: string;
  /** Unique ids of the roles of this account that the trust policy names, by ARN, as they were when it was set. */
  trusted: Record<string, string>;
  description?: string;
  /** Seconds. */
  maxSessionDuration: number;
  /** ARN of a managed policy. */
  permissionsBoundary?: string;
  tags: Tag[];
  /** ISO 8601; other services refuse a role for a short while after it. */
  createdAt: string;
  /** Inline policies, JSON by name. */
  inline: Record<string, string>;
  attached: { PolicyName: string; PolicyArn: string }[];
}

/** Name of the exception IAM answers with when a request breaks the API model. */
export const VALIDATION = "ValidationError";

/** Table of the roles. */
export function roles(call: Call): Table<RoleRow> {
  return call.global<RoleRow>("roles");
}

/** The role a request names. @throws ValidationError for a bad name, NoSuchEntityException when there is none */
export function roleOf(input: { RoleName: string | undefined }, call: Call): RoleRow {
  const name = checkRoleName(input);
  return (
    roles(call).get(name.toLowerCase()) ??
    refuse("NoSuchEntityException", `The role with name ${name} cannot be found.`, 404)
  );
}

/** The role name of a request, checked against the API model: 1 to 64 of `[\w+=,.@-]`. */
export function checkRoleName(input: { RoleName: string | undefined }): string {
  return checkText(requireMember(input, "RoleName", VALIDATION), "RoleName", {
    max: 64,
    pattern: /^[\w+=,.@-]+$/,
    error: VALIDATION,
  });
}

/** Replaces a role's row. */
export function save(call: Call, row: RoleRow): void {
  roles(call).put(row.name.toLowerCase(), row);
}

/** A document as IAM returns it: URL-encoded as RFC 3986 says, which is stricter than `encodeURIComponent`. */
export function urlEncoded(document: string): string {
  return encodeURIComponent(document).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** What lists of roles show: IAM leaves boundary, tags and last use out of them (API reference, ListRoles). */
export function listedRole(row: RoleRow, call: Call): Role {
  return {
    Path: row.path,
    RoleName: row.name,
    RoleId: row.id,
    Arn: row.arn,
    CreateDate: new Date(row.createdAt),
    AssumeRolePolicyDocument: urlEncoded(currentTrust(row, call)),
    ...(row.description !== undefined && { Description: row.description }),
    MaxSessionDuration: row.maxSessionDuration,
  };
}

/** What GetRole shows. */
export function shownRole(row: RoleRow, call: Call): Role {
  return {
    ...listedRole(row, call),
    ...boundaryOf(row),
    ...(row.tags.length > 0 && { Tags: row.tags.map((tag) => ({ ...tag })) }),
    RoleLastUsed: {},
  };
}

/** The boundary in the shape outputs carry it; empty without one. */
export function boundaryOf(row: RoleRow): Pick<Role, "PermissionsBoundary"> {
  if (row.permissionsBoundary === undefined) return {};
  return {
    PermissionsBoundary: {
      PermissionsBoundaryType: "PermissionsBoundaryPolicy",
      PermissionsBoundaryArn: row.permissionsBoundary,
    },
  };
}

/** Managed policies of a role in the shape outputs carry them. */
export function attachedOf(row: RoleRow): AttachedPolicy[] {
  return row.attached.map((policy) => ({ ...policy }));
}

/**
 * The trust policy as it reads now: a role it named that was deleted, even if one of that name was made since, shows as
 * its unique id (IAM User Guide, "AWS JSON policy elements: Principal").
 */
function currentTrust(row: RoleRow, call: Call): string {
  const ids = new Map(
    roles(call)
      .values()
      .map((role) => [role.arn, role.id]),
  );
  let text = row.trust;
  for (const [arn, id] of Object.entries(row.trusted)) {
    if (ids.get(arn) !== id) text = text.replaceAll(JSON.stringify(arn), JSON.stringify(id));
  }
  return text;
}
