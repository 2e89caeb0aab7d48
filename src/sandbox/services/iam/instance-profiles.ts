import type { InstanceProfile } from "@aws-sdk/client-iam";
import type { Call, Handlers, Table } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkText, requireMember } from "../../validate.js";
import { listPage } from "./list-page.js";
import { VALIDATION, listedRole, roleOf, roles } from "./role-row.js";

/** An instance profile: table `instance-profiles` of `iam`, global, by name. It holds one role at most. */
interface InstanceProfileRow {
  name: string;
  id: string;
  arn: string;
  /** ISO 8601. */
  createdAt: string;
  role?: string;
}

/** Instance profiles, as far as they stand in the way of deleting a role. */
export const instanceProfiles: Handlers<"iam"> = {
  CreateInstanceProfile: (input, call) => {
    const name = checkName(input);
    if (table(call).has(name)) {
      refuse("EntityAlreadyExistsException", `Instance Profile ${name} already exists.`, 409);
    }
    const row = {
      name,
      id: `AIPA${call.id(17).toUpperCase()}`,
      arn: `arn:${call.partition}:iam::${call.account}:instance-profile/${name}`,
      createdAt: call.now.toISOString(),
    };
    table(call).put(name, row);
    return { InstanceProfile: shown(row, call) };
  },

  AddRoleToInstanceProfile: (input, call) => {
    const row = profileOf(input, call);
    const role = roleOf(input, call);
    if (row.role !== undefined) {
      const message = "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1";
      refuse("LimitExceededException", message, 409);
    }
    table(call).put(row.name, { ...row, role: role.name });
    return {};
  },

  RemoveRoleFromInstanceProfile: (input, call) => {
    const { role, ...row } = profileOf(input, call);
    const wanted = roleOf(input, call).name;
    if (role !== wanted) {
      const message = `Role with name ${wanted} is not in instance profile ${row.name}.`;
      refuse("NoSuchEntityException", message, 404);
    }
    table(call).put(row.name, row);
    return {};
  },

  ListInstanceProfilesForRole: (input, call) => {
    const found = profilesOf(roleOf(input, call).name, call);
    const { items, ...rest } = listPage(found, input);
    return { InstanceProfiles: items.map((row) => shown(row, call)), ...rest };
  },

  DeleteInstanceProfile: (input, call) => {
    const row = profileOf(input, call);
    if (row.role !== undefined) refuseInUse();
    table(call).delete(row.name);
    return {};
  },
};

/** @throws DeleteConflictException when the role is in an instance profile */
export function checkInNoProfile(roleName: string, call: Call): void {
  if (profilesOf(roleName, call).length > 0) refuseInUse();
}

function refuseInUse(): never {
  const message = "Cannot delete entity, must remove roles from instance profile first.";
  refuse("DeleteConflictException", message, 409);
}

function table(call: Call): Table<InstanceProfileRow> {
  return call.global<InstanceProfileRow>("instance-profiles");
}

function profilesOf(roleName: string, call: Call): InstanceProfileRow[] {
  return table(call)
    .values()
    .filter((row) => row.role === roleName);
}

function checkName(input: { InstanceProfileName: string | undefined }): string {
  const name = requireMember(input, "InstanceProfileName", VALIDATION);
  return checkText(name, "InstanceProfileName", { max: 128, pattern: /^[\w+=,.@-]+$/, error: VALIDATION });
}

function profileOf(input: { InstanceProfileName: string | undefined }, call: Call): InstanceProfileRow {
  const name = checkName(input);
  const message = `Instance Profile ${name} cannot be found.`;
  return table(call).get(name) ?? refuse("NoSuchEntityException", message, 404);
}

function shown(row: InstanceProfileRow, call: Call): InstanceProfile {
  const role = row.role === undefined ? undefined : roles(call).get(row.role.toLowerCase());
  return {
    Path: "/",
    InstanceProfileName: row.name,
    InstanceProfileId: row.id,
    Arn: row.arn,
    CreateDate: new Date(row.createdAt),
    Roles: role === undefined ? [] : [listedRole(role, call)],
  };
}
