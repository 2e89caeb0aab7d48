import { dnsSuffixOf } from "../../src/config/partition.js";
import { GuardRefused } from "../../src/errors.js";
import { renderJson } from "../../src/templates.js";
import type { Composition } from "../compose.js";

/** Characters of inline policy a role may have, white space not counted (IAM and STS quotas, IAM User Guide). */
const INLINE_POLICY_LIMIT = 10_240;
/** Characters of a service control policy (Quotas for AWS Organizations). */
export const SCP_LIMIT = 5_120;

interface Statement {
  Sid?: string;
  Condition?: Record<string, unknown>;
  [member: string]: unknown;
}
interface Policy {
  Version: string;
  Statement: Statement[];
}

/**
 * What a developer may do: invoke the account's inference profiles, and the allowed models in every destination region
 * of theirs, since Bedrock checks both ("Use an inference profile in model invocation", Bedrock User Guide). With
 * `foundation.fence` the models can be reached through a profile only.
 */
export function developerPolicy(c: Composition): Policy {
  const policy = renderJson("policies/developer.json", {
    profileArns: profileArns(c),
    modelArns: modelArns(c),
  }) as Policy;
  // An empty list of resources is no policy: with no model allowed there is no statement about models.
  policy.Statement = policy.Statement.filter(
    ({ Resource }) => !Array.isArray(Resource) || Resource.length > 0,
  );
  const models = policy.Statement.find((statement) => statement.Sid === "InvokeAllowedModels");
  if (c.config.foundation.fence && models !== undefined) {
    models.Condition = { ArnLike: { "bedrock:InferenceProfileArn": profileArns(c) } };
  }
  if (c.config.guardrail.enabled) {
    // Bedrock checks this on every call that carries the guardrail's header.
    policy.Statement.push({
      Sid: "ApplyGuardrail",
      Effect: "Allow",
      Action: "bedrock:ApplyGuardrail",
      Resource: `arn:${c.stack.partition}:bedrock:${c.stack.region}:${c.stack.account}:guardrail/*`,
    });
  }
  return within(INLINE_POLICY_LIMIT, "the developer role's policy", policy);
}

/** What an operator of the stack may do. */
export function adminPolicy(c: Composition): Policy {
  const policy = renderJson("policies/admin.json", {
    partition: c.stack.partition,
    region: c.stack.region,
    // Of KMS keys: what was written under one stays encrypted with it, whatever key the YAML names now.
    dnsSuffix: dnsSuffixOf(c.stack.region),
    account: c.stack.account,
    loggingRole: c.names.loggingRole,
    logsBucket: c.names.logsBucket,
    resultsBucket: c.names.resultsBucket,
  }) as Policy;
  const { kmsKeyArn } = c.config.logging;
  if (kmsKeyArn !== null) {
    // Writing objects of an encrypted bucket takes a data key, with the caller's permissions; the key may be another account's.
    policy.Statement.push({
      Sid: "UseEncryptionKey",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"],
      Resource: kmsKeyArn,
    });
  }
  return policy;
}

/**
 * The service control policy: everything stays allowed except invoking other models. It is an allow-list, so it does
 * nothing while `FullAWSAccess` is attached to the same target. Its ARNs name no account, since it may serve several.
 */
export function serviceControlPolicy(c: Composition): Policy {
  const { partition, region } = c.stack;
  return renderJson("policies/scp.json", {
    profileArns: [
      `arn:${partition}:bedrock:${region}:*:application-inference-profile/*`,
      `arn:${partition}:bedrock:${region}:*:inference-profile/*`,
    ],
    modelArns: modelArns(c),
  }) as Policy;
}

/** @throws GuardRefused when a policy is longer than AWS takes, before anything is changed */
export function within(limit: number, what: string, policy: Policy): Policy {
  const size = JSON.stringify(policy).length;
  if (size <= limit) return policy;
  throw new GuardRefused(
    "policy_too_long",
    `${what} has ${size} characters, and AWS takes ${limit}`,
    "name fewer models under foundation.allowedModels",
  );
}

/** Who may assume a role: the ARNs of the YAML, or the account itself when there are none. */
export function trustPolicy(c: Composition, trustedArns: readonly string[]): unknown {
  const own = `arn:${c.stack.partition}:iam::${c.stack.account}:root`;
  return renderJson("policies/trust-accounts.json", {
    principals: trustedArns.length > 0 ? trustedArns : [own],
  });
}

function profileArns(c: Composition): string[] {
  const prefix = `arn:${c.stack.partition}:bedrock:${c.stack.region}:${c.stack.account}`;
  return [`${prefix}:application-inference-profile/*`, `${prefix}:inference-profile/*`];
}

function modelArns(c: Composition): string[] {
  return [...new Set(c.allowed.flatMap((model) => model.destinations))].toSorted();
}
