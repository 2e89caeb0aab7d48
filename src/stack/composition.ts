import type { Composition } from "../../reconcilers/compose.js";
import type { Aws } from "../aws/aws.js";
import { developersOf } from "../config/developers.js";
import type { ParsedConfig } from "../config/load.js";
import { namesOf } from "../config/names.js";
import { partitionOf } from "../config/partition.js";
import { formatPath, formatProblem } from "../config/problem.js";
import type { Config } from "../config/schema.js";
import type { Stack } from "../engine/kind.js";
import { BadInput } from "../errors.js";
import { findKey } from "./encryption-key.js";
import { findIdentityCenter } from "./identity-center.js";
import { resolveModels } from "./models.js";

/** The stack the YAML and the caller's credentials name. One call: STS GetCallerIdentity. */
export async function identifyStack(aws: Aws, config: Config): Promise<Stack> {
  const caller = await aws.call("sts", "GetCallerIdentity", {});
  return {
    name: config.project,
    account: caller.Account ?? "",
    region: config.region,
    partition: partitionOf(config.region),
  };
}

/**
 * Gathers the facts of the account that the wanted resources depend on.
 * @param lenient for a destroy: what Bedrock or Identity Center no longer knows is left out instead of refused
 * @throws BadInput with every problem at its place in the YAML; nothing has been changed then
 */
export async function composition(
  aws: Aws,
  parsed: ParsedConfig & { config: Config },
  stack: Stack,
  lenient = false,
): Promise<Composition> {
  const { config } = parsed;
  const { kmsKeyArn } = config.logging;
  const names = namesOf(config);
  const [resolved, found, encryption] = await Promise.all([
    resolveModels(aws, stack, config),
    config.attribution.sso.enabled
      ? findIdentityCenter(aws, stack.partition, config.attribution.sso)
      : { problems: [] },
    // What is destroyed may outlive its key.
    kmsKeyArn === null || lenient ? { problems: [] } : findKey(aws, stack, names, kmsKeyArn),
  ]);
  const problems = [...resolved.problems, ...found.problems, ...encryption.problems].map((problem) => ({
    ...parsed.locate(problem.path),
    path: formatPath(problem.path),
    message: problem.message,
  }));
  if (problems.length > 0 && !lenient) {
    const text = problems.map((problem) => formatProblem(parsed.file, problem)).join("\n");
    throw new BadInput("bad_config", text, "nothing was changed", problems);
  }
  const identityCenter = "identityCenter" in found ? found.identityCenter : undefined;
  return {
    config,
    names,
    developers: developersOf(config),
    stack,
    models: resolved.models,
    allowed: resolved.allowed,
    ...(identityCenter === undefined ? {} : { identityCenter }),
    ...("key" in encryption ? { key: encryption.key } : {}),
  };
}
