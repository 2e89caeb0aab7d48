import { principalOf } from "../config/principal.js";
import { canonicalPolicy } from "../engine/policy.js";

/** Somebody who is to use a key, as key policies may name them, and what they do with it. */
export interface KeyUser {
  /** Names that may stand under `Principal`: of a service, or of an IAM principal and its account. */
  principals: readonly string[];
  /** Account and name of an IAM role as in {@link principalOf}, which stand for it whatever its path. */
  role?: string | undefined;
  /** Full names, e.g. `kms:GenerateDataKey`. */
  actions: readonly string[];
  /** Condition keys of the request that are known, in lower case. Of any other key it is unknown whether it fits. */
  context: Readonly<Record<string, string>>;
}

type Statement = Record<string, unknown>;

/**
 * Actions that a key's policy does not let somebody use. Only what is certain is said: a condition on something unknown
 * may hold where a statement allows, and may not hold where one denies.
 */
export function deniedActions(policy: string, user: KeyUser): string[] {
  const { Statement: statements = [] } = canonicalPolicy(policy) as { Statement?: Statement[] };
  const matching = statements.filter((statement) => concerns(statement, user));
  return user.actions.filter((action) => {
    const about = matching.filter((statement) => covers(statement, action));
    const allowed = about.some(
      (one) => one["Effect"] === "Allow" && conditions(one, user.context) !== "fail",
    );
    const denied = about.some((one) => one["Effect"] === "Deny" && conditions(one, user.context) === "hold");
    return denied || !allowed;
  });
}

/** Whom a `NotPrincipal` leaves in is not certain: it is taken to allow, and not to deny. */
function concerns(statement: Statement, user: KeyUser): boolean {
  if (statement["NotPrincipal"] !== undefined) return statement["Effect"] === "Allow";
  return names(statement["Principal"], user);
}

function names(principal: unknown, { principals, role }: KeyUser): boolean {
  if (principal === "*") return true;
  if (typeof principal !== "object" || principal === null) return false;
  return Object.values(principal)
    .flat()
    .map(String)
    .some((name) => name === "*" || principals.includes(name) || (role !== undefined && isRole(name, role)));
}

function isRole(name: string, role: string): boolean {
  const principal = principalOf(name);
  return principal.kind === "role" && principal.role === role;
}

function covers(statement: Statement, action: string): boolean {
  const fits = (pattern: unknown) => like(action.toLowerCase(), String(pattern).toLowerCase());
  if (statement["NotAction"] !== undefined) return ![statement["NotAction"]].flat().some(fits);
  return [statement["Action"] ?? []].flat().some(fits);
}

/** `hold` and `fail` when it is certain. */
function conditions(statement: Statement, context: KeyUser["context"]): "hold" | "fail" | "unknown" {
  const all = Object.entries((statement["Condition"] ?? {}) as Record<string, Record<string, unknown>>);
  const results = all.flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]) => test(operator, context[key.toLowerCase()], [wanted].flat())),
  );
  if (results.includes("fail")) return "fail";
  return results.includes("unknown") ? "unknown" : "hold";
}

function test(
  operator: string,
  actual: string | undefined,
  wanted: readonly unknown[],
): "hold" | "fail" | "unknown" {
  const name = operator.replace(/IfExists$/, "");
  if (actual === undefined || !/^(String|Arn)(Not)?(Equals|Like)(IgnoreCase)?$/.test(name)) return "unknown";
  const fits = wanted.some((value) =>
    /Like|^Arn/.test(name) ? like(actual, String(value)) : String(value) === actual,
  );
  return fits === !name.includes("Not") ? "hold" : "fail";
}

/** Wildcards as in policies: `*` any text, `?` one character. */
function like(text: string, pattern: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s").test(text);
}
