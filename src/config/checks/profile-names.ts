import { developersOf } from "../developers.js";
import { quote } from "../messages.js";
import { profileName } from "../names.js";
import type { Path } from "../problem.js";
import type { Config } from "../schema.js";
import { wrong, type Finding } from "./finding.js";

/** Longest name of an inference profile. Source: Bedrock API reference, CreateInferenceProfile. */
const PROFILE_NAME_MAX = 64;
/** Names of inference profiles. Same source. */
export const PROFILE_NAME = /^([0-9a-zA-Z][ _-]?)+$/;

/** Whether Bedrock accepts the names of all profiles, and whether they differ. */
export function* profileNameFindings(config: Config): Iterable<Finding> {
  const { project } = config;
  if (!PROFILE_NAME.test(`${project}-x`)) {
    yield wrong(
      ["project"],
      `${quote(project)} leads to profile names with two hyphens in a row, which Bedrock refuses`,
    );
    return;
  }
  const owners = new Map<string, { name: string; what: string }>();
  for (const { user, models } of developersOf(config)) {
    for (const [index, alias] of [...new Set(models)].entries()) {
      const name = profileName(project, user, alias, index === 0);
      const path =
        config.developers[user]?.models === undefined
          ? ["developers", user]
          : ["developers", user, "models", models.indexOf(alias)];
      yield* nameFindings(index === 0 ? ["developers", user] : path, name);
      if (PROFILE_NAME.test(user) && !PROFILE_NAME.test(name))
        yield wrong(["developers", user], seam(name), "key");
      const owner = owners.get(name.toLowerCase());
      const what = `${user} (${alias})`;
      if (owner === undefined) owners.set(name.toLowerCase(), { name, what });
      else yield wrong(["developers", user], collision(name, owner), "key");
    }
  }
}

function* nameFindings(path: Path, name: string): Iterable<Finding> {
  if (name.length <= PROFILE_NAME_MAX) return;
  const message = `the profile name ${quote(name)} has ${name.length} characters; Bedrock accepts ${PROFILE_NAME_MAX}`;
  yield wrong(path, `${message}, so shorten the name`, path.length === 2 ? "key" : "value");
}

function seam(name: string): string {
  return `the profile name ${quote(name)} has two spaces, hyphens or underscores in a row, which Bedrock refuses; end the name in a letter or digit`;
}

function collision(name: string, owner: { name: string; what: string }): string {
  const how = owner.name === name ? "has the same name" : `differs only in case (${quote(owner.name)})`;
  return `the profile ${quote(name)} cannot be told from that of ${owner.what}, which ${how}; rename one`;
}
