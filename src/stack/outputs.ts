import type { Composition } from "../../reconcilers/compose.js";
import { profileKey } from "../../reconcilers/allocation/index.js";
import { serviceControlPolicy } from "../../reconcilers/foundation/policies.js";

/** What the stack offers to others; what does not exist is left out. */
export interface Outputs {
  developerRoleArn?: string;
  adminRoleArn?: string;
  /** The service control policy document, whether it is attached or not. */
  scp: unknown;
  logGroupName?: string;
  invocationLogsBucket?: string;
  /** ARN by developer and model alias. */
  inferenceProfiles: Record<string, Record<string, string>>;
  ssoPermissionSetArn?: string;
  athenaWorkgroup?: string;
  athenaDatabase?: string;
  snsTopicArn?: string;
  guardrailId?: string;
  guardrailVersion?: string;
}

/** Output → the key and attribute it comes from. */
const SOURCES: Record<
  Exclude<keyof Outputs, "scp" | "inferenceProfiles">,
  [key: string, attribute: string]
> = {
  developerRoleArn: ["foundation/developer-role", "arn"],
  adminRoleArn: ["foundation/admin-role", "arn"],
  logGroupName: ["logging/log-group", "name"],
  invocationLogsBucket: ["logging/logs-bucket", "name"],
  ssoPermissionSetArn: ["attribution/permission-set", "arn"],
  athenaWorkgroup: ["attribution/workgroup", "name"],
  athenaDatabase: ["attribution/database", "name"],
  snsTopicArn: ["budgets/topic", "arn"],
  guardrailId: ["budgets/guardrail", "id"],
  guardrailVersion: ["budgets/guardrail", "version"],
};

/** Outputs from the attributes of everything that exists. */
export function outputsOf(c: Composition, attributes: ReadonlyMap<string, Record<string, string>>): Outputs {
  const found = Object.entries(SOURCES).flatMap(([name, [key, attribute]]) => {
    const value = attributes.get(key)?.[attribute];
    return value === undefined ? [] : [[name, value]];
  });
  const inferenceProfiles: Outputs["inferenceProfiles"] = {};
  for (const developer of c.developers) {
    for (const alias of developer.models) {
      const arn = attributes.get(profileKey(developer.user, alias))?.["arn"];
      if (arn !== undefined) (inferenceProfiles[developer.user] ??= {})[alias] = arn;
    }
  }
  return { ...Object.fromEntries(found), scp: serviceControlPolicy(c), inferenceProfiles } as Outputs;
}
