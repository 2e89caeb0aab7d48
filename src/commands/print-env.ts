import { type ListedProfile, listProfiles } from "../../reconcilers/allocation/listed-profiles.js";
import type { Aws } from "../aws/aws.js";
import { developersOf } from "../config/developers.js";
import { nearest } from "../config/messages.js";
import { partitionOf } from "../config/partition.js";
import type { Config } from "../config/schema.js";
import {
  type EnvironmentFacts,
  developerEnvironment,
  readGuardrail,
  sharedEnvironment,
} from "../developers/environment.js";
import { findProfiles } from "../developers/find-profiles.js";
import { accessPortalUrl } from "../env/access-portal.js";
import { bypassingVariables } from "../env/bypasses.js";
import type { Environment } from "../env/environment.js";
import {
  FORMATS,
  type FormatName,
  environmentDocument,
  formatNotes,
  renderEnvironment,
} from "../env/formats.js";
import { BadInput, KnownError } from "../errors.js";
import { findInstance } from "../stack/identity-center.js";
import type { Context } from "./context.js";
import { mergeInto } from "./merge-env.js";
import { explained } from "./stack-session.js";

export interface PrintEnvCommandOptions {
  format?: string;
  model?: string;
  merge?: string;
}

/** `ccb print-env [USER]`: what Claude Code needs to use the stack. One list call at most for a plain developer. */
export async function printEnv(
  cx: Context,
  user: string | undefined,
  options: PrintEnvCommandOptions,
): Promise<void> {
  const format = formatOf(options);
  const { config } = await cx.configuration();
  const aws = await cx.aws(config.region);
  const found = await explained(config.region, () =>
    environmentFor(aws, config, user, format, options.model),
  );
  const { environment } = found;
  for (const note of [...environment.notes, ...formatNotes(format, environment)]) cx.say(note);
  for (const warning of environment.warnings) cx.warn(warning);
  if (options.merge !== undefined) {
    const merged = await mergeInto(cx, aws, config, options.merge, found);
    // The file may hold more than ours, so it is not repeated here.
    cx.result({ env: environment.env, merged }, "");
    return;
  }
  if (EVALUATED.has(format)) warnOfThisShell(cx, environment);
  cx.result(environmentDocument(format, environment), renderEnvironment(format, environment));
}

/** Formats that the shell which runs the command takes in. */
const EVALUATED: ReadonlySet<FormatName> = new Set(["shell", "fish", "powershell"]);

function warnOfThisShell(cx: Context, environment: Environment): void {
  for (const { key, why } of bypassingVariables(cx.io.env, environment)) {
    cx.warn(`${key} is set in this shell: ${why}`);
  }
}

function formatOf({ format = "shell", merge }: PrintEnvCommandOptions): FormatName {
  const found = FORMATS.find(
    (candidate) => candidate === (merge === undefined ? format : format === "shell" ? "settings" : format),
  );
  if (found === undefined) {
    throw new BadInput("bad_usage", `there is no format "${format}"`, `formats are ${FORMATS.join(", ")}`);
  }
  if (merge !== undefined && found !== "settings") {
    throw new BadInput("bad_usage", "--merge goes with --format settings");
  }
  return found;
}

/** An environment, and what was asked for it. */
export interface FoundEnvironment {
  environment: Environment;
  /** The Region's profiles; left out for the settings everybody shares. */
  listed?: readonly ListedProfile[];
  /** Id of the guardrail. */
  guardrail?: string;
}

async function environmentFor(
  aws: Aws,
  config: Config,
  user: string | undefined,
  format: FormatName,
  main: string | undefined,
): Promise<FoundEnvironment> {
  const chosen = main === undefined ? {} : { main };
  const guardrail = await readGuardrail(aws, config);
  const facts: EnvironmentFacts = { ...chosen, ...(guardrail === undefined ? {} : { guardrail }) };
  if (format === "aws-config") Object.assign(facts, await signInFacts(aws, config));
  const asked = guardrail === undefined ? {} : { guardrail: guardrail.id };
  if (user === undefined) return { environment: sharedEnvironment(config, facts), ...asked };
  const developers = developersOf(config);
  const developer = developers.find((candidate) => candidate.user === user);
  if (developer === undefined) {
    const meant = nearest(
      user,
      developers.map((candidate) => candidate.user),
    );
    throw new KnownError(
      "not_onboarded",
      `${user} is not a developer of this stack${meant === undefined ? "" : `; did you mean ${meant}?`}`,
      `to onboard: ccb onboard-dev ${user}`,
    );
  }
  const listed = await listProfiles(aws);
  const profiles = findProfiles(listed, config, developer);
  const missing = developer.models.filter((alias) => profiles[alias] === undefined);
  if (missing.length > 0) {
    throw new KnownError(
      "not_onboarded",
      `${user} has no inference profile for ${missing.join(", ")} yet`,
      `to make them: ccb onboard-dev ${user}`,
    );
  }
  return { environment: developerEnvironment(config, developer, profiles, facts), listed, ...asked };
}

/** Only `~/.aws/config` needs the account, and where Identity Center lives. */
async function signInFacts(aws: Aws, config: Config): Promise<EnvironmentFacts> {
  const { Account: accountId = "" } = await aws.call("sts", "GetCallerIdentity", {});
  if (!config.attribution.sso.enabled) return { accountId };
  const partition = partitionOf(config.region);
  const instance = await findInstance(aws, partition, config.attribution.sso.instanceArn);
  if (instance === undefined) return { accountId };
  const startUrl = accessPortalUrl(partition, instance.identityStoreId);
  return {
    accountId,
    signIn: { region: instance.region, ...(startUrl === undefined ? {} : { startUrl }) },
  };
}
