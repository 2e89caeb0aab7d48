import type { IdentityCenter } from "../../reconcilers/compose.js";
import type { Aws } from "../aws/aws.js";
import type { Config } from "../config/schema.js";

/** What is wrong with `attribution.sso`, and where. */
export interface IdentityCenterProblem {
  path: (string | number)[];
  message: string;
}

/**
 * Regions asked when the stack's region has no instance: an instance answers in its home region only, and there is no
 * call that tells which that is.
 */
const OTHER_REGIONS = [
  "us-east-1",
  "us-east-2",
  "us-west-1",
  "us-west-2",
  "ca-central-1",
  "sa-east-1",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "eu-central-1",
  "eu-north-1",
  "eu-south-1",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-southeast-1",
  "ap-southeast-2",
];

/** Finds the Identity Center instance and the ids of the YAML's groups and users. */
export async function findIdentityCenter(
  aws: Aws,
  partition: string,
  sso: Config["attribution"]["sso"],
): Promise<{ identityCenter?: IdentityCenter; problems: IdentityCenterProblem[] }> {
  const instance = await findInstance(aws, partition, sso.instanceArn);
  if (instance === undefined) {
    const message =
      sso.instanceArn === null
        ? "no IAM Identity Center instance was found; enable it, or set sso.enabled to false"
        : `no IAM Identity Center instance ${sso.instanceArn} was found from this account`;
    return {
      problems: [
        { path: ["attribution", "sso", sso.instanceArn === null ? "enabled" : "instanceArn"], message },
      ],
    };
  }
  const problems: IdentityCenterProblem[] = [];
  const principals: IdentityCenter["principals"] = [];
  const find = async (type: "GROUP" | "USER", name: string, path: (string | number)[]) => {
    const id = await principalId(aws, instance, type, name);
    if (id === undefined)
      problems.push({ path, message: `Identity Center has no ${type.toLowerCase()} "${name}"` });
    else principals.push({ type, name, id });
  };
  for (const [i, name] of sso.groups.entries())
    await find("GROUP", name, ["attribution", "sso", "groups", i]);
  for (const [i, name] of sso.users.entries()) await find("USER", name, ["attribution", "sso", "users", i]);
  return { identityCenter: { ...instance, principals }, problems };
}

type Instance = Omit<IdentityCenter, "principals">;

/** The Identity Center instance of the account: the given one, or the only one. */
export async function findInstance(
  aws: Aws,
  partition: string,
  wanted: string | null,
): Promise<Instance | undefined> {
  const here = await instancesIn(aws, aws.region);
  const match = (found: Instance[]) =>
    found.find((instance) => wanted === null || instance.instanceArn === wanted);
  if (match(here) !== undefined || partition !== "aws") return match(here);
  const elsewhere = await Promise.all(
    OTHER_REGIONS.filter((region) => region !== aws.region).map(async (region) => {
      try {
        return await instancesIn(aws, region);
      } catch {
        // A region that is switched off or denied has no instance for us.
        return [];
      }
    }),
  );
  return match(elsewhere.flat());
}

async function instancesIn(aws: Aws, region: string): Promise<Instance[]> {
  const pages = await aws.pages("sso", "ListInstances", {}, region);
  return pages
    .flatMap((page) => page.Instances ?? [])
    .map((found) => ({
      instanceArn: found.InstanceArn ?? "",
      identityStoreId: found.IdentityStoreId ?? "",
      region,
    }));
}

async function principalId(
  aws: Aws,
  instance: Instance,
  type: "GROUP" | "USER",
  name: string,
): Promise<string | undefined> {
  if (/^([0-9a-f]{10}-)?[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(name)) return name;
  const unique = (AttributePath: string) => ({
    IdentityStoreId: instance.identityStoreId,
    AlternateIdentifier: { UniqueAttribute: { AttributePath, AttributeValue: name } },
  });
  try {
    if (type === "GROUP") {
      return (await aws.call("identitystore", "GetGroupId", unique("displayName"), instance.region)).GroupId;
    }
    return (await aws.call("identitystore", "GetUserId", unique("userName"), instance.region)).UserId;
  } catch (error) {
    if ((error as Error).name === "ResourceNotFoundException") return undefined;
    throw error;
  }
}
