import { createHash } from "node:crypto";
import type { Call } from "../../call.js";
import type { RoleRow } from "../iam/index.js";
import { primaryRegion } from "./instance.js";
import type { PermissionSetRow } from "./permission-set-row.js";

/**
 * The role Identity Center makes in an account that a permission set is provisioned to, below
 * `/aws-reserved/sso.amazonaws.com/` and, outside us-east-1, the home region.
 */
export function makeReservedRole(set: PermissionSetRow, call: Call): void {
  const name = reservedName(set);
  const home = primaryRegion(call);
  const region = home === undefined || home === "us-east-1" ? "" : `${home}/`;
  const path = `/aws-reserved/sso.amazonaws.com/${region}`;
  const table = call.foreign<RoleRow>("iam", "roles", "global");
  const before = table.get(name.toLowerCase());
  table.put(name.toLowerCase(), {
    name,
    path,
    id: before?.id ?? `AROA${call.id(17).toUpperCase()}`,
    arn: `arn:${call.partition}:iam::${call.account}:role${path}${name}`,
    trust: JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Federated: `arn:${call.partition}:iam::${call.account}:saml-provider/AWSSSO` },
          Action: ["sts:AssumeRoleWithSAML", "sts:TagSession"],
        },
      ],
    }),
    trusted: {},
    maxSessionDuration: 43_200,
    tags: [],
    createdAt: before?.createdAt ?? call.now.toISOString(),
    inline: set.inlinePolicy === "" ? {} : { AwsSSOInlinePolicy: set.inlinePolicy },
    attached: [],
  });
}

/** Takes the role of a permission set off the account again. */
export function removeReservedRole(set: PermissionSetRow, call: Call): void {
  call.foreign<RoleRow>("iam", "roles", "global").delete(reservedName(set).toLowerCase());
}

function reservedName(set: PermissionSetRow): string {
  return `AWSReservedSSO_${set.name}_${createHash("sha256").update(set.arn).digest("hex").slice(0, 16)}`;
}
