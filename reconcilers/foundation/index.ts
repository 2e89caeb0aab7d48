import type { Wanted } from "../../src/engine/kind.js";
import { type Composition, type PhaseModule, want } from "../compose.js";
import { allowedOthers } from "../other-policies.js";
import { type IamRole, iamRole } from "./iam-role.js";
import {
  SCP_LIMIT,
  adminPolicy,
  developerPolicy,
  serviceControlPolicy as scpDocument,
  trustPolicy,
  within,
} from "./policies.js";
import { serviceControlPolicy } from "./service-control-policy.js";

/** Phase 1: who may do what. */
export const foundation: PhaseModule = {
  phase: "foundation",
  kinds: [iamRole, serviceControlPolicy],
  compose: (c) => [...roles(c), ...scp(c)],
};

function roles(c: Composition): Wanted<IamRole>[] {
  const { names, config } = c;
  const boundary = config.foundation.permissionsBoundary ?? undefined;
  const otherPolicies = allowedOthers(c);
  return [
    want(c, iamRole, "foundation/developer-role", names.developerRole, {
      description: `Claude Code on Amazon Bedrock for the developers of ${c.stack.name}`,
      trust: trustPolicy(c, config.foundation.developerTrustedArns),
      permissionsBoundary: boundary,
      policies: { [names.developerPolicy]: developerPolicy(c) },
      otherPolicies,
    }),
    want(c, iamRole, "foundation/admin-role", names.adminRole, {
      description: `Operates Claude Code on Amazon Bedrock for ${c.stack.name}`,
      trust: trustPolicy(c, config.foundation.adminTrustedArns),
      permissionsBoundary: boundary,
      policies: { [names.adminPolicy]: adminPolicy(c) },
      otherPolicies,
    }),
  ];
}

function scp(c: Composition) {
  const targets = c.config.foundation.scp.attach;
  if (targets.length === 0) return [];
  return [
    want(c, serviceControlPolicy, "foundation/scp", c.names.serviceControlPolicy, {
      description: `Models that ${c.stack.name} allows to be invoked`,
      content: within(SCP_LIMIT, "the service control policy", scpDocument(c)),
      targets,
    }),
  ];
}
