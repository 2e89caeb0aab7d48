import { type ListedProfile, listProfiles } from "../../reconcilers/allocation/listed-profiles.js";
import type { Aws } from "../aws/aws.js";
import { isDenied } from "../aws/errors.js";
import { parseArn } from "../config/arn.js";
import { namesOf } from "../config/names.js";
import type { Config } from "../config/schema.js";
import { signInCommand } from "../env/environment.js";
import type { Whose } from "../env/settings-changes.js";
import { isNamedFor } from "./find-profiles.js";

/** What may have been asked already. */
interface Known {
  /** The Region's profiles. */
  listed?: readonly ListedProfile[];
  /** Id of the guardrail that the environment says. */
  guardrail?: string;
}

/**
 * Tells what in a settings file the stack has written, from the account alone: the ARN of a profile that Bedrock no
 * longer has is nobody's any more, one with the name of a developer's profile is ours, and a guardrail likewise. Asks
 * only for what the file makes necessary.
 */
export async function whoseSettings(
  aws: Aws,
  config: Config,
  settings: Record<string, unknown>,
  known: Known,
): Promise<Whose & { warnings: string[] }> {
  const warnings: string[] = [];
  const text = JSON.stringify(settings);
  const isOurProfile = text.includes(":application-inference-profile/")
    ? await profilesOf(aws, config, known.listed)
    : () => false;
  const identifiers = [...text.matchAll(/GuardrailIdentifier:\s*([^\s"\\]+)/gi)].map((match) => match[1]);
  const isOurGuardrail = identifiers.every((identifier) => identifier === known.guardrail)
    ? (identifier: string) => identifier === known.guardrail
    : await guardrailsOf(aws, config, warnings);
  return {
    warnings,
    isOurProfile,
    isOurGuardrail,
    isOurSignIn: (command) => command === signInCommand(config.project),
  };
}

async function profilesOf(aws: Aws, config: Config, known: Known["listed"]): Promise<Whose["isOurProfile"]> {
  const listed = known ?? (await listProfiles(aws));
  const byArn = new Map(listed.map((profile) => [profile.arn, profile]));
  const account = await accountOf(aws, listed);
  const users = Object.keys(config.developers);
  return (text) => {
    const arn = parseArn(text);
    const isHere = arn?.service === "bedrock" && arn.account === account && arn.region === config.region;
    if (!isHere || !arn.resource.startsWith("application-inference-profile/")) return false;
    const profile = byArn.get(text);
    return profile === undefined || users.some((user) => isNamedFor(profile, config, user));
  };
}

/** Any profile's ARN tells; there is none in an account without profiles. */
async function accountOf(aws: Aws, listed: readonly ListedProfile[]): Promise<string> {
  const account = parseArn(listed[0]?.arn ?? "")?.account;
  if (account !== undefined) return account;
  const { Account = "" } = await aws.call("sts", "GetCallerIdentity", {});
  return Account;
}

async function guardrailsOf(aws: Aws, config: Config, warnings: string[]): Promise<Whose["isOurGuardrail"]> {
  let pages;
  try {
    pages = await aws.pages("bedrock", "ListGuardrails", { maxResults: 1000 });
  } catch (error) {
    // Developers are not allowed to list them. What cannot be judged stays.
    if (!isDenied(error)) throw error;
    warnings.push(
      `the guardrail in ANTHROPIC_CUSTOM_HEADERS stays, since nobody could say whose it is: ${(error as Error).message}`,
    );
    return () => false;
  }
  const guardrails = pages.flatMap((page) => page.guardrails ?? []);
  const account = guardrails.map(({ arn }) => parseArn(arn ?? "")?.account).find(Boolean);
  return (identifier) => {
    const arn = parseArn(identifier);
    if (arn !== undefined && (arn.region !== config.region || arn.account !== account)) return false;
    const found = guardrails.find(({ id, arn: full }) => identifier === id || identifier === full);
    return found === undefined || found.name === namesOf(config).guardrail;
  };
}
