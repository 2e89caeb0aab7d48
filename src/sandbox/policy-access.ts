import type { checkPolicy } from "./policy-grammar.js";

/** A statement of a policy that passed the grammar. */
export type PolicyStatement = ReturnType<typeof checkPolicy>[number];

/** A request a service makes on behalf of the account, or somebody in it. */
export interface ServiceRequest {
  /** E.g. `bedrock.amazonaws.com`; undefined for a role's own policies, which name no principal. */
  principal?: string;
  /** In place of a service: what the caller goes by in policies. */
  callers?: readonly string[];
  action: string;
  /** Undefined for trust policies, which name no resource. */
  resource?: string;
  /** Global condition keys of the request, lower-cased. */
  context: Record<string, string>;
}

/** Whether policies allow a request: some statement allows it and none denies it. */
export function allows(documents: readonly string[], request: ServiceRequest): boolean {
  const matching = documents.flatMap(statementsOf).filter((statement) => applies(statement, request));
  return matching.some((s) => s.Effect === "Allow") && !matching.some((s) => s.Effect === "Deny");
}

function statementsOf(document: string): PolicyStatement[] {
  const { Statement } = JSON.parse(document) as { Statement: PolicyStatement | PolicyStatement[] };
  return [Statement].flat();
}

function applies(statement: PolicyStatement, request: ServiceRequest): boolean {
  const { Action, NotAction, Resource, NotResource } = statement;
  const action = (pattern: string) => like(request.action.toLowerCase(), pattern.toLowerCase());
  const resource = (pattern: string) => like(request.resource ?? "", pattern);
  const { principal, callers } = request;
  if (callers !== undefined || principal !== undefined) {
    if (!names(statement, principal === undefined ? [] : [principal], callers ?? [])) return false;
  }
  if (Action !== undefined ? ![Action].flat().some(action) : [NotAction ?? []].flat().some(action))
    return false;
  if (Resource !== undefined && ![Resource].flat().some(resource)) return false;
  if (NotResource !== undefined && [NotResource].flat().some(resource)) return false;
  return conditionsHold(statement.Condition ?? {}, request.context);
}

function names(
  { Principal: principal }: PolicyStatement,
  services: readonly string[],
  callers: readonly string[],
): boolean {
  if (principal === undefined) return false;
  if (principal === "*") return true;
  const { Service = [], AWS = [] } = principal;
  return (
    [Service].flat().some((name) => services.includes(name)) ||
    [AWS].flat().some((name) => name === "*" || callers.includes(name))
  );
}

function conditionsHold(
  conditions: NonNullable<PolicyStatement["Condition"]>,
  context: Record<string, string>,
) {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) =>
      holds(operator, context[key.toLowerCase()], [wanted].flat()),
    ),
  );
}

/** Operators that policies about service principals use; an unknown one never holds. */
function holds(operator: string, actual: string | undefined, wanted: unknown[]): boolean {
  const values = wanted.map(String);
  const name = operator.replace(/IfExists$/, "");
  if (name === "Null") return values.includes(String(actual === undefined));
  const negated = /Not(Equals|Like|EqualsIgnoreCase)$/.test(name);
  if (actual === undefined) return negated || name !== operator;
  const match = /Like$|^Arn/.test(name)
    ? values.some((value) => like(actual, value))
    : values.some((value) => actual.toLowerCase() === value.toLowerCase());
  if (!/^(String|Arn|Bool|Numeric)/.test(name)) return false;
  return negated ? !match : match;
}

/** Wildcard match: `*` any text, `?` one character. */
function like(text: string, pattern: string): boolean {
  const parts = pattern.split(/([*?])/).map((part) => {
    if (part === "*") return ".*";
    return part === "?" ? "." : part.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  });
  return new RegExp(`^${parts.join("")}$`, "s").test(text);
}
