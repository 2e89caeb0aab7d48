import type { InstanceMetadata, PermissionSet as SsoPermissionSet, Tag } from "@aws-sdk/client-sso-admin";
import { isDenied } from "../../src/aws/errors.js";
import type { ReadContext, Tags } from "../../src/engine/kind.js";
import { tagsFromList } from "../../src/engine/tag-index.js";

/** An Identity Center instance and the region its calls go to. */
export interface Instance {
  instanceArn: string;
  region: string;
}

/**
 * The region an instance's calls go to. One that was added to more regions is listed in all of them, but permission sets
 * and assignments are read and written in its primary region only (IAM Identity Center User Guide, "IAM Identity Center
 * service APIs supported in additional AWS Regions").
 * @param listedIn region that listed it; the only one when it names no primary region
 */
export function homeRegion(instance: InstanceMetadata, listedIn: string): string {
  return instance.PrimaryRegion ?? listedIn;
}

/** Our permission set as Identity Center has it. */
interface LocatedSet extends Instance {
  arn: string;
  set: SsoPermissionSet;
  tags: Tags;
  /** This account has a copy of it. */
  provisioned: boolean;
  /** That copy is older than the set. */
  outdated: boolean;
}

/** Sets looked at for a leftover of ours when none is wanted: each costs a call. */
const LEFTOVER_SEARCH = 20;

/** Answers that mean: no Identity Center here, or none of this account's business. Some regions lack the endpoint. */
const NOT_HERE = ["AccessDeniedException", "ResourceNotFoundException"];

/** Key of the permission set. */
export const PERMISSION_SET_KEY = "attribution/permission-set";

/**
 * Our permission set, looked up once for all kinds: in the instance it is wanted in, or, when none is wanted, in what
 * the stack's region has.
 */
export function locateSet(cx: ReadContext): Promise<LocatedSet | undefined> {
  return cx.once(PERMISSION_SET_KEY, () => {
    const want = cx.wanted.find((candidate) => candidate.key === PERMISSION_SET_KEY);
    if (want === undefined) return leftover(cx, `${cx.stack.name}-developer`);
    return find(cx, want.name, want.spec as Instance, Infinity);
  });
}

/**
 * A set that is no longer wanted. Its home region may be another than the stack's; the role it has in this account
 * tells, in one call: `/aws-reserved/sso.amazonaws.com/[REGION/]AWSReservedSSO_NAME_…`, without a region in us-east-1
 * (IAM Identity Center User Guide, "Referencing permission sets in resource policies").
 */
async function leftover(cx: ReadContext, name: string): Promise<LocatedSet | undefined> {
  const everything = cx.forRemoval || cx.thorough;
  const regions = new Set(await regionsOfRole(cx, name));
  // A set without assignments has no role here, so a thorough look asks the stack's region too.
  if (everything) regions.add(cx.stack.region);
  for (const region of regions) {
    const found = await leftoverIn(cx, name, region, everything ? Infinity : LEFTOVER_SEARCH);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function regionsOfRole(cx: ReadContext, name: string): Promise<string[]> {
  const PathPrefix = "/aws-reserved/sso.amazonaws.com/";
  try {
    const pages = await cx.aws.pages("iam", "ListRoles", { PathPrefix, MaxItems: 1000 });
    return pages
      .flatMap((page) => page.Roles ?? [])
      .filter((role) => role.RoleName?.replace(/_[0-9a-f]{16}$/, "") === `AWSReservedSSO_${name}`)
      .map((role) => role.Path?.slice(PathPrefix.length).replace(/\/$/, "") || "us-east-1");
  } catch (error) {
    if (isDenied(error)) return [cx.stack.region];
    throw error;
  }
}

async function leftoverIn(
  cx: ReadContext,
  name: string,
  region: string,
  most: number,
): Promise<LocatedSet | undefined> {
  try {
    const pages = await cx.aws.pages("sso", "ListInstances", {}, region);
    const [instance] = pages.flatMap((page) => page.Instances ?? []);
    if (instance?.InstanceArn === undefined) return undefined;
    const located = { instanceArn: instance.InstanceArn, region: homeRegion(instance, region) };
    return await find(cx, name, located, most);
  } catch (error) {
    const { name: reason, code } = error as { name: string; code?: string };
    if (NOT_HERE.includes(reason) || code === "ENOTFOUND") return undefined;
    throw error;
  }
}

/** Permission sets are listed without their names; those this account has are the likeliest, so they come first. */
async function find(
  cx: ReadContext,
  name: string,
  { instanceArn, region }: Instance,
  most: number,
): Promise<LocatedSet | undefined> {
  const InstanceArn = instanceArn;
  const all = (await cx.aws.pages("sso", "ListPermissionSets", { InstanceArn }, region)).flatMap(
    (page) => page.PermissionSets ?? [],
  );
  if (all.length === 0) return undefined;
  const here = await ofAccount(cx, { instanceArn, region });
  const candidates = [...new Set([...here, ...all])].slice(0, most);
  for (const PermissionSetArn of candidates) {
    const input = { InstanceArn, PermissionSetArn };
    const { PermissionSet: set } = await cx.aws.call("sso", "DescribePermissionSet", input, region);
    if (set?.Name !== name) continue;
    const provisioned = here.includes(PermissionSetArn);
    const tags = await cx.aws.pages(
      "sso",
      "ListTagsForResource",
      { InstanceArn, ResourceArn: PermissionSetArn },
      region,
    );
    const outdated = provisioned
      ? await ofAccount(cx, { instanceArn, region }, "LATEST_PERMISSION_SET_NOT_PROVISIONED")
      : [];
    return {
      instanceArn,
      region,
      set,
      provisioned,
      arn: PermissionSetArn,
      tags: tagsFromList(tags.flatMap((page): Tag[] => page.Tags ?? [])),
      outdated: outdated.includes(PermissionSetArn),
    };
  }
  return undefined;
}

async function ofAccount(
  cx: ReadContext,
  { instanceArn, region }: Instance,
  ProvisioningStatus?: "LATEST_PERMISSION_SET_NOT_PROVISIONED",
): Promise<string[]> {
  const pages = await cx.aws.pages(
    "sso",
    "ListPermissionSetsProvisionedToAccount",
    {
      InstanceArn: instanceArn,
      AccountId: cx.stack.account,
      ...(ProvisioningStatus === undefined ? {} : { ProvisioningStatus }),
    },
    region,
  );
  return pages.flatMap((page) => page.PermissionSets ?? []);
}
