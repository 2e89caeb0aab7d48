import { parseArn } from "../config/arn.js";
import type { ParsedConfig } from "../config/load.js";
import { namesOf } from "../config/names.js";
import { formatProblem, type Path } from "../config/problem.js";
import type { Config } from "../config/schema.js";

const TRUSTED = ["foundation", "developerTrustedArns"];

/**
 * What somebody who is offboarded may still do, since it is not given to developers one by one: sign in through a group
 * of Identity Center, or assume the developer role. One sentence each, with the place in the YAML to change.
 * @param parsed the configuration without the developer
 * @param principals who the developer is to IAM or Identity Center, besides the name
 */
export function leftOpen(
  parsed: ParsedConfig & { config: Config },
  user: string,
  principals: readonly string[],
): string[] {
  const { config } = parsed;
  const { sso } = config.attribution;
  const role = namesOf(config).developerRole;
  const at = (path: Path, message: string) =>
    formatProblem(parsed.file, { ...parsed.locate(path), path: path.slice(0, 2).join("."), message });
  const named = config.foundation.developerTrustedArns.flatMap((arn, index) =>
    isOne(arn, user, principals)
      ? [at([...TRUSTED, index], `${user} can still assume ${role}: remove ${arn}, then run ccb apply`)]
      : [],
  );
  if (sso.enabled) return [...(sso.groups.length === 0 ? [] : [inGroups(user, sso.groups)]), ...named];
  return named.length > 0 ? named : [at(TRUSTED, throughOthers(config, user, role))];
}

function inGroups(user: string, groups: readonly string[]): string {
  return `${user} can still sign in as a member of ${groups.join(" or ")}: end the membership in Identity Center`;
}

/** Without Identity Center the role is assumed by whoever the trust policy lets in, in the end by IAM's permissions. */
function throughOthers({ foundation }: Config, user: string, role: string): string {
  const arns = foundation.developerTrustedArns;
  const trusted = arns.length === 0 ? "everybody in the account" : arns.join(", ");
  return (
    `${role} trusts ${trusted}: whoever ${user} can still be there can assume it; ` +
    "take away sts:AssumeRole or that access, or trust fewer, then run ccb apply"
  );
}

/** Whether an ARN is of one person: one of the principals, or an IAM user or role of that name. */
function isOne(arn: string, user: string, principals: readonly string[]): boolean {
  const name = parseArn(arn)?.resource.split("/").at(-1) ?? "";
  return principals.includes(arn) || name.toLowerCase() === user.toLowerCase();
}
