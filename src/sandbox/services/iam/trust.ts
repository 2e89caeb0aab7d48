import type { Call } from "../../call.js";
import { refuse } from "../../errors.js";
import { type PolicyPrincipal, checkPolicy } from "../../policy-grammar.js";
import { type RoleRow, roles } from "./role-row.js";

/** Most characters of a trust policy, white space not counted (IAM User Guide, "IAM and AWS STS quotas"). */
const TRUST_POLICY_SIZE = 2048;

/** Roles of the account that exist without having been made through the API. */
const GIVEN_ROLES = new Set(["PlatformAdmin"]);

/**
 * Checks a trust policy and makes it what IAM keeps: an account id becomes the ARN of its root, a list of one principal
 * becomes that principal.
 * @throws MalformedPolicyDocumentException, also for a principal of this account that does not exist;
 * LimitExceededException for a document that is too long
 */
export function checkTrust(text: string, call: Call): Pick<RoleRow, "trust" | "trusted"> {
  checkPolicy(text, {
    type: "trust",
    maxLength: TRUST_POLICY_SIZE,
    error: "MalformedPolicyDocumentException",
    tooLong: "LimitExceededException",
  });
  const document = JSON.parse(text) as { Statement: Statement | Statement[] };
  const trusted: Record<string, string> = {};
  for (const statement of [document.Statement].flat()) {
    for (const element of ["Principal", "NotPrincipal"] as const) {
      const principal = statement[element];
      if (principal === undefined || principal === "*") continue;
      for (const [kind, given] of Object.entries(principal)) {
        const values = [given]
          .flat()
          .map((value) => (kind === "AWS" ? resolve(value, call, trusted) : value));
        const [only] = values;
        principal[kind] = values.length === 1 && only !== undefined ? only : values;
      }
    }
  }
  return { trust: JSON.stringify(document), trusted };
}

type Statement = Partial<Record<"Principal" | "NotPrincipal", PolicyPrincipal>>;

/** The principal as IAM stores it; a role of this account is noted with its unique id. */
function resolve(principal: string, call: Call, trusted: Record<string, string>): string {
  if (principal === "*") return principal;
  if (/^\d{12}$/.test(principal)) return `arn:${call.partition}:iam::${principal}:root`;
  const invalid = (): never =>
    refuse("MalformedPolicyDocumentException", `Invalid principal in policy: "AWS":"${principal}"`);
  const all = roles(call).values();
  if (!principal.startsWith("arn:")) {
    return all.find((role) => role.id === principal)?.arn ?? invalid();
  }
  const [, partition, service, , account, resource = ""] = principal.split(":");
  if (partition !== call.partition) invalid();
  if (service !== "iam" || account !== call.account || resource === "root") return principal;
  const role = all.find((row) => row.arn === principal);
  if (role !== undefined) trusted[principal] = role.id;
  else if (!(resource.startsWith("role/") && GIVEN_ROLES.has(resource.slice("role/".length)))) invalid();
  return principal;
}
