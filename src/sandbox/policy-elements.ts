/** Refuses the policy with a message. */
export type Complain = (message: string) => never;

const COMPARISONS = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"];
const OPERATORS = new Set([
  "StringEquals",
  "StringNotEquals",
  "StringEqualsIgnoreCase",
  "StringNotEqualsIgnoreCase",
  "StringLike",
  "StringNotLike",
  "Bool",
  "BinaryEquals",
  "IpAddress",
  "NotIpAddress",
  "ArnEquals",
  "ArnLike",
  "ArnNotEquals",
  "ArnNotLike",
  ...COMPARISONS.map((test) => `Numeric${test}`),
  ...COMPARISONS.map((test) => `Date${test}`),
]);

/** What the values of an operator must look like, where AWS looks. Policy variables are always accepted. */
const VALUES: readonly (readonly [operator: RegExp, value: RegExp])[] = [
  [/^(Bool|Null)/, /^(true|false)$/i],
  [/^Numeric/, /^-?\d+(\.\d+)?$/],
  [/^(Not)?IpAddress/, /^[0-9a-fA-F.:]+(\/\d{1,3})?$/],
];

const RESOURCE = /^arn:([^:]+):([^:]*):([^:]*):(?:[\d*?]*|aws|cloudfront):.+$/s;
const PRINCIPAL_ARN =
  /^arn:aws[a-z-]*:(iam|sts)::\d{12}:(root|(user|role|assumed-role|federated-user)\/[\w+=,.@/-]+)$/;
const SERVICE_NAME = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.(amazonaws\.com|amazonaws\.com\.cn|api\.aws)$/;

/** Checks that actions read `service:action`, or `*`; in a trust policy only STS's are allowed. */
export function checkActions(actions: readonly string[], trust: boolean, complain: Complain): void {
  for (const action of actions) {
    const [vendor = "", name, ...more] = action.split(":");
    if (action === "*" && !trust) continue;
    if (trust && !/^sts:([A-Za-z]+\*?|\*)$/i.test(action)) {
      complain("AssumeRole policy may only specify STS AssumeRole actions.");
    }
    if (name === undefined || name === "") {
      complain("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
    }
    if (more.length > 0) complain("Actions/Condition can contain only one colon.");
    if (!/^[a-zA-Z0-9.-]+$/.test(vendor)) complain(`Vendor ${vendor} is not valid`);
    if (!/^[A-Za-z0-9*?]+$/.test(name)) complain(`The action ${action} is not valid`);
  }
}

/** Checks that resources are ARNs, wildcards and policy variables allowed, or `*`. */
export function checkResources(
  resources: readonly string[],
  partition: string | undefined,
  complain: Complain,
): void {
  for (const resource of resources) {
    if (resource === "*") continue;
    const [, own = "", service = "", region] = RESOURCE.exec(resource.replaceAll(/\$\{[^}]*\}/g, "*")) ?? [];
    if (region === undefined) complain(`Resource ${resource} must be in ARN format or "*".`);
    if (own !== "*" && (partition === undefined ? !/^aws[a-z-]*$/.test(own) : own !== partition)) {
      complain(`Partition "${own}" is not valid for resource "${resource}".`);
    }
    if (!/^[a-z0-9-]+$/.test(service)) {
      complain("Resource vendor must be fully qualified and cannot contain regexes.");
    }
    if (service === "iam" && region !== "") {
      complain(`IAM resource ${resource} cannot contain region information.`);
    }
    if (service === "s3" && region !== "")
      complain(`Resource ${resource} can not contain region information.`);
  }
}

/** Checks a Principal: `*`, or principals by kind. Whether they exist is the service's question. */
export function checkPrincipal(principal: unknown, complain: Complain): void {
  if (principal === "*") return;
  const invalid = (kind: string, value: unknown): never =>
    complain(`Invalid principal in policy: "${kind}":${JSON.stringify(value)}`);
  if (typeof principal !== "object" || principal === null || Array.isArray(principal)) {
    return complain(`Invalid principal in policy: ${JSON.stringify(principal)}`);
  }
  const kinds = Object.entries(principal as Record<string, unknown>);
  if (kinds.length === 0) complain("Missing required field Principal cannot be empty!");
  for (const [kind, given] of kinds) {
    const values = Array.isArray(given) ? (given as unknown[]) : [given];
    if (values.length === 0) complain("Missing required field Principal cannot be empty!");
    for (const value of values) if (!isPrincipal(kind, value)) invalid(kind, value);
  }
}

function isPrincipal(kind: string, value: unknown): boolean {
  if (typeof value !== "string") return false;
  switch (kind) {
    case "AWS":
      return (
        value === "*" ||
        /^\d{12}$/.test(value) ||
        /^A(ROA|IDA)[A-Z0-9]{12,}$/.test(value) ||
        PRINCIPAL_ARN.test(value)
      );
    case "Service":
      return SERVICE_NAME.test(value);
    case "Federated":
      return (
        /^arn:aws[a-z-]*:iam::\d{12}:(saml|oidc)-provider\/.+$/.test(value) || /^[\w.-]+\.\w+$/.test(value)
      );
    case "CanonicalUser":
      return /^[0-9a-f]{64}$/.test(value);
    default:
      return false;
  }
}

/** Checks the shape `{operator: {key: value or values}}`, the operators and, where AWS looks, the values. */
export function checkConditions(conditions: unknown, complain: Complain, where: string): void {
  if (conditions === undefined) return;
  const syntax = (reason: string): never => complain(`Syntax errors in policy. (${where}: ${reason})`);
  if (!isMap(conditions)) return syntax("Condition is no object");
  for (const [operator, keys] of Object.entries(conditions)) {
    if (!isOperator(operator)) syntax(`unknown condition operator ${operator}`);
    if (!isMap(keys)) return syntax(`${operator} is no object`);
    for (const [key, given] of Object.entries(keys)) {
      if (!/^[A-Za-z0-9-]+:.+$/.test(key)) {
        complain("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
      }
      for (const value of Array.isArray(given) ? (given as unknown[]) : [given]) {
        if (!["string", "number", "boolean"].includes(typeof value)) syntax(`${key} is no text`);
        if (!fits(operator, String(value))) complain("The policy failed legacy parsing");
      }
    }
  }
}

function isOperator(operator: string): boolean {
  const bare = operator.replace(/^(ForAllValues|ForAnyValue):/, "");
  if (bare === "Null") return true;
  return OPERATORS.has(bare.replace(/IfExists$/, ""));
}

function fits(operator: string, value: string): boolean {
  if (value.includes("${")) return true;
  const bare = operator.replace(/^\w+:/, "");
  return VALUES.every(([name, shape]) => !name.test(bare) || shape.test(value));
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
