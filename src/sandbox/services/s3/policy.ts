import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import type { PolicyStatement } from "../../policy-access.js";
import { checkPolicy } from "../../policy-grammar.js";
import type { RoleRow } from "../iam/role-row.js";
import { bucketArn, bucketOf } from "./access.js";
import { type BucketRow, bucketsOf } from "./rows.js";

const MAX_BYTES = 20 * 1024;

/** The bucket policy. */
export const policy: Handlers<"s3"> = {
  GetBucketPolicy(input, call) {
    const bucket = bucketOf(input, call);
    if (bucket.policy === undefined) {
      return refuse("NoSuchBucketPolicy", "The bucket policy does not exist", 404);
    }
    return { Policy: bucket.policy };
  },

  PutBucketPolicy(input, call) {
    const bucket = bucketOf(input, call);
    const text = input.Policy ?? "";
    const statements = checkPolicy(text, {
      type: "resource",
      maxLength: MAX_BYTES,
      error: "MalformedPolicy",
    });
    checkResources(statements, bucketArn(call, bucket.name));
    checkPrincipals(statements, call);
    if (bucket.publicAccessBlock?.BlockPublicPolicy === true && statements.some(isPublic))
      refusePublic(bucket, call);
    bucketsOf(call).put(bucket.name, { ...bucket, policy: JSON.stringify(JSON.parse(text)) });
    return {};
  },

  DeleteBucketPolicy(input, call) {
    const { policy: _gone, ...rest } = bucketOf(input, call);
    bucketsOf(call).put(rest.name, rest);
    return {};
  },
};

/** A bucket policy may name its own bucket and the objects in it, nothing else. */
function checkResources(statements: PolicyStatement[], arn: string): void {
  for (const statement of statements) {
    for (const resource of [statement.Resource ?? statement.NotResource ?? []].flat()) {
      if (resource !== arn && !resource.startsWith(`${arn}/`) && resource !== "*") {
        refuse("MalformedPolicy", "Policy has invalid resource");
      }
    }
  }
}

/** Roles of the account that a policy names must exist. */
function checkPrincipals(statements: PolicyStatement[], call: Call): void {
  const roles = call.foreign<RoleRow>("iam", "roles", "global").values();
  const own = `arn:${call.partition}:iam::${call.account}:role/`;
  // The caller's own role is there without having been made through the API.
  const known = new Set([`${own}${call.caller.split("/")[1]}`, ...roles.map((role) => role.arn)]);
  for (const { Principal: principal } of statements) {
    if (principal === undefined || principal === "*") continue;
    const missing = [principal["AWS"] ?? []].flat().find((arn) => arn.startsWith(own) && !known.has(arn));
    if (missing !== undefined) refuse("MalformedPolicy", "Invalid principal in policy");
  }
}

/** Roughly what S3 calls public: everybody is allowed and no condition narrows it (S3 User Guide, "The meaning of public"). */
function isPublic({ Effect, Principal, Condition }: PolicyStatement): boolean {
  if (Effect !== "Allow" || Condition !== undefined || Principal === undefined) return false;
  return Principal === "*" || [Principal["AWS"] ?? []].flat().includes("*");
}

function refusePublic(bucket: BucketRow, call: Call): never {
  const what = `s3:PutBucketPolicy on resource: "${bucketArn(call, bucket.name)}"`;
  const why =
    "because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.";
  refuse("AccessDenied", `User: ${call.caller} is not authorized to perform: ${what} ${why}`, 403);
}
