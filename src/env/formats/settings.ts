import type { Environment } from "../environment.js";
import type { Format } from "./format.js";

/**
 * What of an environment goes into a `settings.json` of Claude Code.
 * Source: code.claude.com/docs/en/settings.
 */
function settingsOf(environment: Environment) {
  const { env, modelOverrides, availableModels, modelPicker, awsAuthRefresh } = environment;
  return {
    env,
    ...(modelOverrides === undefined ? {} : { modelOverrides }),
    ...(availableModels === undefined ? {} : { availableModels }),
    ...(modelPicker === undefined ? {} : { modelPicker }),
    ...(awsAuthRefresh === undefined ? {} : { awsAuthRefresh }),
  };
}

/** A `settings.json` for `~/.claude/` or a project's `.claude/`. */
export const settings: Format = {
  render: (environment) => `${JSON.stringify(settingsOf(environment), null, 2)}\n`,
  document: settingsOf,
};
