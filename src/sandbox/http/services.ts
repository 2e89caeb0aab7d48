import type { ServiceId } from "../../aws/services.js";

/** The name under which requests to each service are signed (the third part of the credential scope). */
const SIGNING_NAMES: Record<ServiceId, string> = {
  iam: "iam",
  sts: "sts",
  organizations: "organizations",
  logs: "logs",
  s3: "s3",
  bedrock: "bedrock",
  tagging: "tagging",
  quotas: "servicequotas",
  ce: "ce",
  sso: "sso",
  identitystore: "identitystore",
  athena: "athena",
  glue: "glue",
  sns: "sns",
  budgets: "budgets",
  cloudwatch: "monitoring",
  kms: "kms",
};

const SERVICES = new Map(
  Object.entries(SIGNING_NAMES).map(([service, name]) => [name, service as ServiceId]),
);

/** The simulated service that requests signed for this name are meant for. */
export function serviceSignedFor(name: string): ServiceId | undefined {
  return SERVICES.get(name);
}

/** Every name that requests can be signed for, for messages. */
export function signingNames(): string[] {
  return [...SERVICES.keys()].toSorted();
}
