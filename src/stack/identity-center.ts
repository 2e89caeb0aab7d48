import { homeRegion } from "../../reconcilers/attribution/identity-center.js";
import type { IdentityCenter } from "../../reconcilers/compose.js";
import type { Aws } from "../aws/aws.js";
import { regionsOf } from "../config/regions.js";
import type { Config } from "../config/schema.js";

/** What is wrong with `attribution.sso`, and where. */
export interface IdentityCenterProblem {
  path: (string | number)[];
  message: string;
}

/** Regions asked first when the stack's own has no instance: where most organizations have theirs. */
const LIKELY_REGIONS = [
  "us-east-1",
  "us-west-2",
  "eu-west-1",
  "eu-central-1",
  "eu-west-2",
  "us-east-2",
  "ap-southeast-2",
  "ap-southeast-1",
  "ap-northeast-1",
];
/** Regions asked at once, after the likeliest one. */
const REGIONS_AT_ONCE = 8;

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

/**
 * The Identity Center instance of the account: the given one, or the only one. It is known in its Regions only, and no
 * call tells which those are, so those of the partition are asked: the stack's own, the likeliest, then all others.
 */
export async function findInstance(
  aws: Aws,
  partition: string,
  wanted: string | null,
): Promise<Instance | undefined> {
  const match = (found: Instance[]) =>
    found.find((instance) => wanted === null || instance.instanceArn === wanted);
  const here = match(await instancesIn(aws, aws.region));
  if (here !== undefined) return here;
  for (const regions of searchOrder(partition, aws.region)) {
    const answers = await Promise.all(
      // A region that is switched off or denied has no instance for us.
      regions.map((region) => instancesIn(aws, region).catch(() => [])),
    );
    const found = match(answers.flat());
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The other Regions of the partition, in the groups they are asked in. */
function searchOrder(partition: string, own: string): string[][] {
  const all = regionsOf(partition).filter((region) => region !== own);
  const likely = LIKELY_REGIONS.filter((region) => all.includes(region));
  const [first, ...others] = [...new Set([...likely, ...all])];
  const groups = first === undefined ? [] : [[first]];
  for (let at = 0; at < others.length; at += REGIONS_AT_ONCE) {
    groups.push(others.slice(at, at + REGIONS_AT_ONCE));
  }
  return groups;
}

async function instancesIn(aws: Aws, region: string): Promise<Instance[]> {
  const pages = await aws.pages("sso", "ListInstances", {}, region);
  return pages
    .flatMap((page) => page.Instances ?? [])
    .map((found) => ({
      instanceArn: found.InstanceArn ?? "",
      identityStoreId: found.IdentityStoreId ?? "",
      region: homeRegion(found, region),
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
