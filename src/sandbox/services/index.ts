import type { Background, Handlers } from "../call.js";
import type { ServiceId } from "../../aws/services.js";

/** Where each simulated service lives; loaded on the first call to it. */
const modules: { [S in ServiceId]: () => Promise<Handlers<S>> } = {
  iam: async () => (await import("./iam/index.js")).iam,
  sts: async () => (await import("./sts.js")).sts,
  organizations: async () => (await import("./organizations/index.js")).organizations,
  logs: async () => (await import("./logs/index.js")).logs,
  s3: async () => (await import("./s3/index.js")).s3,
  bedrock: async () => (await import("./bedrock/index.js")).bedrock,
  tagging: async () => (await import("./tagging.js")).tagging,
  quotas: async () => (await import("./quotas.js")).quotas,
  ce: async () => (await import("./ce.js")).ce,
  sso: async () => (await import("./sso/index.js")).sso,
  identitystore: async () => (await import("./identitystore.js")).identitystore,
  athena: async () => (await import("./athena/index.js")).athena,
  glue: async () => (await import("./glue/index.js")).glue,
  sns: async () => (await import("./sns/index.js")).sns,
  budgets: async () => (await import("./budgets/index.js")).budgets,
  kms: async () => (await import("./kms/index.js")).kms,
  cloudwatch: async () => (await import("./cloudwatch/index.js")).cloudwatch,
};

/** Handlers of a simulated service. */
export function handlersOf<S extends ServiceId>(service: S): Promise<Handlers<S>> {
  return modules[service]() as Promise<Handlers<S>>;
}

/** What a service does outside its handlers' transactions; most do nothing. */
export async function backgroundOf<S extends ServiceId>(service: S): Promise<Background<S>> {
  if (service !== "athena") return {};
  return (await import("./athena/execution/carry-out.js")).executionBackground as Background<S>;
}
