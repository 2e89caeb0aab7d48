import { parseArn } from "../arn.js";
import { didYouMean, quote } from "../messages.js";
import { LONG_WINDOW, MODEL_ID, splitModelId } from "../model-id.js";
import type { Path } from "../problem.js";
import type { Config } from "../schema.js";
import { doubtful, repeats, wrong, type Finding } from "./finding.js";

/** Whether every alias that is used exists, and whether the developer role may call it. */
export function* aliasFindings(config: Config): Iterable<Finding> {
  yield* allowedFindings(config);
  yield* listFindings(config, ["defaults", "models"], config.defaults.models);
  for (const [user, developer] of Object.entries(config.developers)) {
    if (developer?.models !== undefined) {
      yield* listFindings(config, ["developers", user, "models"], developer.models);
    }
  }
}

function* listFindings(config: Config, path: Path, models: readonly string[]): Iterable<Finding> {
  if (models.length === 0) yield wrong(path, "expected at least one model alias, got an empty list");
  yield* repeats(path, models);
  const allowed = new Set(config.foundation.allowedModels.map((entry) => modelOf(config, entry)));
  for (const [index, alias] of models.entries()) {
    if (!Object.hasOwn(config.models, alias)) {
      yield wrong([...path, index], unknownAlias(alias, config));
    } else if (!allowed.has(modelOf(config, alias))) {
      yield doubtful(
        [...path, index],
        `the developer role may not call \`${alias}\`; add it to foundation.allowedModels`,
      );
    }
  }
}

function* allowedFindings(config: Config): Iterable<Finding> {
  const path = ["foundation", "allowedModels"];
  const { allowedModels } = config.foundation;
  if (allowedModels.length === 0)
    yield wrong(path, "expected at least one model, got an empty list: nobody could call any");
  yield* repeats(path, allowedModels);
  for (const [index, entry] of allowedModels.entries()) {
    if (Object.hasOwn(config.models, entry) || MODEL_ID.test(entry)) continue;
    const arn = parseArn(entry);
    if (LONG_WINDOW.test(entry)) {
      yield wrong([...path, index], "`[1m]` is no part of a model's id; leave it away");
    } else if (arn === undefined) {
      yield wrong([...path, index], `${unknownAlias(entry, config)}, nor is it a model id or an ARN`);
    } else if (arn.service !== "bedrock" || !/^(foundation-model|inference-profile)\/./.test(arn.resource)) {
      yield wrong(
        [...path, index],
        `${quote(entry)} is not the ARN of a Bedrock model or system inference profile`,
      );
    }
  }
}

function unknownAlias(alias: string, config: Config): string {
  const aliases = Object.keys(config.models);
  const hint = didYouMean(alias, aliases) || `; the aliases are ${aliases.join(", ")}`;
  return `${quote(alias)} is not an alias under \`models\`${hint}`;
}

/** The model behind an alias, id or ARN, without the prefix of an inference profile. */
function modelOf(config: Config, entry: string): string {
  const name = Object.hasOwn(config.models, entry) ? (config.models[entry]?.copyFrom ?? entry) : entry;
  return splitModelId(name.slice(name.lastIndexOf("/") + 1)).model;
}
