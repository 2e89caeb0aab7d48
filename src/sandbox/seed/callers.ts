import type { Developer } from "../../config/developers.js";
import { splitModelId } from "../../config/model-id.js";
import type { Stack } from "../../engine/kind.js";

/** A model as one developer reaches it. */
export interface CallerModel {
  /** ARN of the developer's application inference profile. */
  profileArn: string;
  /** What that was copied from, prefix included: `us.anthropic.claude-opus-4-6-v1`. */
  source: string;
}

/** Somebody who calls models. */
export interface Caller {
  user: string;
  /** `identity.arn` of the log records. */
  identity: string;
  /** At least one; the first is the main model. */
  models: CallerModel[];
}

/**
 * How the caller's identity looks in a record: an assumed-role session named after the sign-in name; an IAM user's ARN
 * stands as it is, a role's becomes a session of it.
 * @param role name of the role that sessions belong to
 */
export function identityOf(
  stack: Stack,
  role: string,
  { user, principals: [principal] }: Pick<Developer, "user" | "principals">,
): string {
  const own = /^arn:[^:]+:iam::\d+:role\/(?:.*\/)?([^/]+)$/.exec(principal ?? "");
  if (own === null && principal?.startsWith("arn:")) return principal;
  const session = own === null ? (principal ?? user) : user;
  return `arn:${stack.partition}:sts::${stack.account}:assumed-role/${own?.[1] ?? role}/${session}`;
}

/** The name a response gives its model: `claude-opus-4-6` for `us.anthropic.claude-opus-4-6-v1`. */
export function responseModel(source: string): string {
  return splitModelId(source)
    .model.replace(/^anthropic\./, "")
    .replace(/-v\d+(?::\d+)?$/, "");
}

const DESTINATIONS: Record<string, readonly string[]> = {
  us: ["us-east-1", "us-east-2", "us-west-2"],
  eu: ["eu-central-1", "eu-north-1", "eu-west-1", "eu-west-3"],
  jp: ["ap-northeast-1", "ap-northeast-3"],
  au: ["ap-southeast-2", "ap-southeast-4"],
  in: ["ap-south-1", "ap-south-2"],
  "us-gov": ["us-gov-east-1", "us-gov-west-1"],
  apac: ["ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2"],
  global: ["us-east-1", "us-west-2", "eu-west-1", "ap-northeast-1"],
};

/** Regions in which a call through this source may be served. */
export function destinationsOf(source: string, region: string): readonly string[] {
  return DESTINATIONS[splitModelId(source).geography ?? ""] ?? [region];
}
