import { mkdirSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
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
import type { Environment } from "../env/environment.js";
import { FORMATS, type FormatName, formatNotes, renderEnvironment } from "../env/formats.js";
import { mergeSettings } from "../env/merge-settings.js";
import { BadInput, KnownError } from "../errors.js";
import { replaceFile } from "../files/replace-file.js";
import { findInstance } from "../stack/identity-center.js";
import type { Context } from "./context.js";
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
  const environment = await explained(config.region, () =>
    environmentFor(aws, config, user, format, options.model),
  );
  for (const warning of environment.warnings) cx.warn(warning);
  for (const note of formatNotes(format, environment)) cx.say(note);
  if (options.merge !== undefined) {
    mergeInto(cx, options.merge, environment);
    // The file may hold more than ours, so it is not repeated here.
    cx.result({ env: environment.env }, "");
    return;
  }
  cx.result({ env: environment.env }, renderEnvironment(format, environment));
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

async function environmentFor(
  aws: Aws,
  config: Config,
  user: string | undefined,
  format: FormatName,
  main: string | undefined,
): Promise<Environment> {
  const chosen = main === undefined ? {} : { main };
  const guardrail = await readGuardrail(aws, config);
  const facts: EnvironmentFacts = { ...chosen, ...(guardrail === undefined ? {} : { guardrail }) };
  if (format === "aws-config") Object.assign(facts, await signInFacts(aws, config));
  if (user === undefined) return sharedEnvironment(config, facts);
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
  const profiles = await findProfiles(aws, config, developer);
  const missing = developer.models.filter((alias) => profiles[alias] === undefined);
  if (missing.length > 0) {
    throw new KnownError(
      "not_onboarded",
      `${user} has no inference profile for ${missing.join(", ")} yet`,
      `to make them: ccb onboard-dev ${user}`,
    );
  }
  return developerEnvironment(config, developer, profiles, facts);
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

/** @throws BadInput that names the file, when it is no settings file; it is untouched then */
function mergeInto(cx: Context, shown: string, environment: Environment): void {
  const file = resolve(cx.io.cwd, shown.replace(/^~(?=\/|$)/, cx.io.env["HOME"] ?? "~"));
  const text = textIfThere(file);
  const merged = mergedText(text, environment, shown);
  if (merged === text) {
    cx.say(`${shown} is up to date.`);
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  replaceFile(file, merged);
  cx.say(`${shown} updated.`);
}

function mergedText(text: string | undefined, environment: Environment, shown: string): string {
  try {
    return mergeSettings(text, environment);
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    throw new BadInput(error.code, `${shown}:${error.message}`, error.hint);
  }
}

function textIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new BadInput("bad_file", `${file}: ${(error as Error).message}`);
  }
}
