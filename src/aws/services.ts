/** Every AWS service ccb talks to, and how its client package is loaded: on first use, never at start-up. */
export const serviceModules = {
  iam: () => import("@aws-sdk/client-iam"),
  sts: () => import("@aws-sdk/client-sts"),
  organizations: () => import("@aws-sdk/client-organizations"),
  logs: () => import("@aws-sdk/client-cloudwatch-logs"),
  s3: () => import("@aws-sdk/client-s3"),
  bedrock: () => import("@aws-sdk/client-bedrock"),
  tagging: () => import("@aws-sdk/client-resource-groups-tagging-api"),
  quotas: () => import("@aws-sdk/client-service-quotas"),
  ce: () => import("@aws-sdk/client-cost-explorer"),
  sso: () => import("@aws-sdk/client-sso-admin"),
  identitystore: () => import("@aws-sdk/client-identitystore"),
  athena: () => import("@aws-sdk/client-athena"),
  glue: () => import("@aws-sdk/client-glue"),
  sns: () => import("@aws-sdk/client-sns"),
  budgets: () => import("@aws-sdk/client-budgets"),
  cloudwatch: () => import("@aws-sdk/client-cloudwatch"),
  kms: () => import("@aws-sdk/client-kms"),
} as const;

export type ServiceId = keyof typeof serviceModules;

/** Name of the client class each package exports. */
export const clientNames = {
  iam: "IAMClient",
  sts: "STSClient",
  organizations: "OrganizationsClient",
  logs: "CloudWatchLogsClient",
  s3: "S3Client",
  bedrock: "BedrockClient",
  tagging: "ResourceGroupsTaggingAPIClient",
  quotas: "ServiceQuotasClient",
  ce: "CostExplorerClient",
  sso: "SSOAdminClient",
  identitystore: "IdentitystoreClient",
  athena: "AthenaClient",
  glue: "GlueClient",
  sns: "SNSClient",
  budgets: "BudgetsClient",
  cloudwatch: "CloudWatchClient",
  kms: "KMSClient",
} as const satisfies Record<ServiceId, string>;

type Modules = { [S in ServiceId]: Awaited<ReturnType<(typeof serviceModules)[S]>> };

/** Operation names of a service as its API reference spells them, e.g. `CreateRole`. */
export type Operation<S extends ServiceId> =
  Extract<keyof Modules[S], `${string}Command`> extends `${infer O}Command` ? O : never;

type CommandOf<S extends ServiceId, O extends string> = `${O}Command` extends keyof Modules[S]
  ? Modules[S][`${O}Command`]
  : never;

// Any is needed here: the command classes differ in every type parameter, and only two of them are read.
/** Request shape of an operation. The constructors of commands without required members also take no argument. */
export type Input<S extends ServiceId, O extends string> =
  // oxlint-disable-next-line typescript/no-explicit-any
  CommandOf<S, O> extends new (...args: infer A) => any ? NonNullable<Exclude<A, []>[0]> : never;

/** Response shape of an operation. */
export type Output<S extends ServiceId, O extends string> =
  // oxlint-disable-next-line typescript/no-explicit-any
  CommandOf<S, O> extends new (...args: any[]) => infer C
    ? // oxlint-disable-next-line typescript/no-explicit-any
      C extends { resolveMiddleware(...args: any[]): (args: any) => Promise<{ output: infer R }> }
      ? R
      : never
    : never;

/** True for operations that change nothing in AWS, judged by the verb every AWS API starts its reads with. */
export function isRead(operation: string): boolean {
  return /^(Get|List|Describe|Head|BatchGet|Search|Simulate)/.test(operation);
}
