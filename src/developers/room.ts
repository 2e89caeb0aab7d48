import { checkQuota } from "../../reconcilers/allocation/quota.js";
import { mayBelong } from "../../reconcilers/allocation/inference-profile-read.js";
import { listProfiles } from "../../reconcilers/allocation/listed-profiles.js";
import type { Aws } from "../aws/aws.js";
import type { Config } from "../config/schema.js";
import type { OnboardRequest } from "./request.js";

/**
 * Refuses developers the account has no room for, before any of the work a plan for them takes. Profiles that may be
 * theirs already count as made: the plan itself counts exactly.
 * @throws GuardRefused
 */
export async function checkRoom(
  aws: Aws,
  config: Config,
  requests: readonly OnboardRequest[],
  warn: (message: string) => void,
): Promise<void> {
  const wanted = requests.reduce((sum, request) => sum + modelsOf(config, request).length, 0);
  const users = new Set(requests.map(({ user }) => user));
  const existing = await listProfiles(aws);
  const theirs = existing.filter(({ name }) => mayBelong(name, config.project, users));
  const toMake = Math.max(0, wanted - theirs.length);
  // The plan says the same again, unless it comes to none.
  const warnings: string[] = [];
  const context = { aws, stack: { region: config.region }, warn: (text: string) => warnings.push(text) };
  try {
    await checkQuota(context, existing.length, toMake);
  } catch (error) {
    for (const warning of warnings) warn(warning);
    throw error;
  }
}

function modelsOf({ developers, defaults }: Config, { user, entry }: OnboardRequest): readonly string[] {
  const own = Object.hasOwn(developers, user) ? developers[user]?.models : undefined;
  return entry.models ?? own ?? defaults.models;
}
