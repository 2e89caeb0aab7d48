import type { Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkRange, checkText, requireMember } from "../../validate.js";
import { checkInNoProfile } from "./instance-profiles.js";
import { listPage } from "./list-page.js";
import { checkManagedPolicy } from "./managed-policies.js";
import {
  VALIDATION,
  checkRoleName,
  listedRole,
  roleOf,
  roles as table,
  save,
  shownRole,
} from "./role-row.js";
import { checkRoleTags } from "./role-tags.js";
import { checkTrust } from "./trust.js";

const DEFAULT_SESSION_SECONDS = 3600;

/** Roles themselves: name, path, trust, description, session length. */
export const roles: Handlers<"iam"> = {
  CreateRole: (input, call) => {
    const name = checkRoleName(input);
    const document = requireMember(input, "AssumeRolePolicyDocument", VALIDATION);
    const path = checkPath(input.Path) ?? "/";
    const { description, maxSessionDuration } = checkSettings(input);
    const tags = checkRoleTags(input.Tags);
    if (table(call).has(name.toLowerCase())) {
      refuse("EntityAlreadyExistsException", `Role with name ${name} already exists.`, 409);
    }
    const trust = checkTrust(document, call);
    const boundary = input.PermissionsBoundary;
    if (boundary !== undefined) checkManagedPolicy(boundary, "PermissionsBoundary", call);
    const row = {
      name,
      path,
      id: `AROA${call.id(17).toUpperCase()}`,
      arn: `arn:${call.partition}:iam::${call.account}:role${path}${name}`,
      ...trust,
      ...(description !== undefined && { description }),
      maxSessionDuration,
      ...(boundary !== undefined && { permissionsBoundary: boundary }),
      tags,
      createdAt: call.now.toISOString(),
      inline: {},
      attached: [],
    };
    save(call, row);
    const { RoleLastUsed: _unused, ...role } = shownRole(row, call);
    return { Role: role };
  },

  GetRole: (input, call) => ({ Role: shownRole(roleOf(input, call), call) }),

  ListRoles: (input, call) => {
    const prefix = checkText(input.PathPrefix, "PathPrefix", {
      max: 512,
      pattern: /^\/[!-~]*$/,
      error: VALIDATION,
    });
    const found = table(call)
      .values()
      .filter((row) => row.path.startsWith(prefix ?? "/"))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const { items, ...rest } = listPage(found, input);
    return { Roles: items.map((row) => listedRole(row, call)), ...rest };
  },

  UpdateRole: (input, call) => {
    const row = roleOf(input, call);
    // The session length falls back to an hour when it is left out; the description stays (API reference, UpdateRole).
    const { description = row.description, maxSessionDuration } = checkSettings(input);
    save(call, { ...row, ...(description !== undefined && { description }), maxSessionDuration });
    return {};
  },

  UpdateAssumeRolePolicy: (input, call) => {
    const document = requireMember(input, "PolicyDocument", VALIDATION);
    save(call, { ...roleOf(input, call), ...checkTrust(document, call) });
    return {};
  },

  DeleteRole: (input, call) => {
    const row = roleOf(input, call);
    if (Object.keys(row.inline).length > 0) {
      refuse("DeleteConflictException", "Cannot delete entity, must delete policies first.", 409);
    }
    if (row.attached.length > 0) {
      refuse("DeleteConflictException", "Cannot delete entity, must detach all policies first.", 409);
    }
    checkInNoProfile(row.name, call);
    table(call).delete(row.name.toLowerCase());
    return {};
  },

  PutRolePermissionsBoundary: (input, call) => {
    const row = roleOf(input, call);
    const boundary = requireMember(input, "PermissionsBoundary", VALIDATION);
    checkManagedPolicy(boundary, "PermissionsBoundary", call);
    save(call, { ...row, permissionsBoundary: boundary });
    return {};
  },

  DeleteRolePermissionsBoundary: (input, call) => {
    const row = roleOf(input, call);
    if (row.permissionsBoundary === undefined) {
      refuse("NoSuchEntityException", `The role ${row.name} has no permissions boundary.`, 404);
    }
    const { permissionsBoundary: _removed, ...rest } = row;
    save(call, rest);
    return {};
  },
};

function checkPath(path: string | undefined): string | undefined {
  return checkText(path, "Path", { max: 512, pattern: /^(\/|\/[!-~]+\/)$/, error: VALIDATION });
}

function checkSettings(input: { Description?: string | undefined; MaxSessionDuration?: number | undefined }) {
  const description = checkText(input.Description, "Description", {
    max: 1000,
    // oxlint-disable-next-line no-control-regex -- tab and line breaks are in AWS's own pattern
    pattern: /^[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*$/,
    error: VALIDATION,
  });
  const limits = { min: 3600, max: 43_200, error: VALIDATION };
  const maxSessionDuration = checkRange(input.MaxSessionDuration, "MaxSessionDuration", limits);
  return { description, maxSessionDuration: maxSessionDuration ?? DEFAULT_SESSION_SECONDS };
}
