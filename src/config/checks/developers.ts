import { parseArn } from "../arn.js";
import { listOf } from "../developers.js";
import { quote } from "../messages.js";
import { principalKey } from "../principal.js";
import type { Config } from "../schema.js";
import { wrong, type Finding } from "./finding.js";
import { PROFILE_NAME } from "./profile-names.js";

const DESCRIPTION = /^([0-9a-zA-Z:.][ _-]?)+$/;

/** Names, descriptions and principals of developers, and names of aliases, each as Bedrock accepts them. */
export function* developerFindings(config: Config): Iterable<Finding> {
  yield* aliasNames(config);
  const principals = new Map<string, string>();
  const users = new Map(Object.keys(config.developers).map((user) => [user.toLowerCase(), user]));
  for (const [user, developer] of Object.entries(config.developers)) {
    const path = ["developers", user];
    if (!PROFILE_NAME.test(user)) yield wrong(path, badName(user), "key");
    const { description } = developer ?? {};
    if (description !== undefined && (description.length > 200 || !DESCRIPTION.test(description))) {
      yield wrong([...path, "description"], badDescription(description));
    }
    const isList = typeof developer?.principal === "object";
    for (const [index, principal] of listOf(developer?.principal).entries()) {
      const where = [...path, "principal", ...(isList ? [index] : [])];
      const who = principalKey(principal);
      const other = principals.get(who) ?? (users.get(who) === user ? undefined : users.get(who));
      if (other === user) yield wrong(where, `${quote(principal)} is listed twice; remove one`);
      else if (other !== undefined) {
        yield wrong(
          where,
          `${quote(principal)} is already the principal of \`${other}\`; cost cannot go to both`,
        );
      } else principals.set(who, user);
      const problem = principalProblem(principal);
      if (problem !== undefined) yield wrong(where, `${quote(principal)} ${problem}`);
    }
  }
}

/** What keeps a principal from ever being found in the logs. */
function principalProblem(principal: string): string | undefined {
  if (!principal.startsWith("arn:")) return undefined;
  const arn = parseArn(principal);
  if (arn === undefined || !/^(iam|sts)$/.test(arn.service))
    return "is not the ARN of an IAM or STS principal";
  if (/^(group|policy|instance-profile)\//.test(arn.resource)) {
    return "calls nothing itself; name a user, a role or a session";
  }
  return undefined;
}

function* aliasNames(config: Config): Iterable<Finding> {
  const seen = new Map<string, string>();
  for (const alias of Object.keys(config.models)) {
    const path = ["models", alias];
    if (!PROFILE_NAME.test(alias)) {
      yield wrong(path, `the alias ${quote(alias)} becomes part of profile names, ${ALPHABET}`, "key");
    }
    const other = seen.get(alias.toLowerCase());
    if (other !== undefined)
      yield wrong(path, `the alias differs from \`${other}\` only in case; rename one`, "key");
    seen.set(alias.toLowerCase(), alias);
  }
}

const ALPHABET =
  "which hold letters and digits of ASCII, each followed by at most one space, hyphen or underscore";

function badName(user: string): string {
  const suggestion = user
    .replace(/@.*$/, "")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^0-9a-zA-Z]+/g, "-")
    .replace(/^-|-$/g, "");
  if (/^[^@\s]+@[^@\s]+$/.test(user) && suggestion !== "") {
    return `${quote(user)} is an e-mail address, which a profile name cannot hold; use \`${suggestion}\` with \`principal: ${user}\``;
  }
  const hint = suggestion === "" ? "" : `; did you mean \`${suggestion}\`?`;
  return `the name ${quote(user)} becomes part of profile names, ${ALPHABET}${hint}`;
}

function badDescription(description: string): string {
  if (description.length > 200)
    return `the description has ${description.length} characters; Bedrock accepts 200`;
  return "Bedrock accepts descriptions of ASCII letters, digits, colons and full stops, each followed by at most one space, hyphen or underscore";
}
