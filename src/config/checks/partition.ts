import { parseArn } from "../arn.js";
import { partitionOf } from "../partition.js";
import type { Path } from "../problem.js";
import type { Config } from "../schema.js";
import { wrong, type Finding } from "./finding.js";

/** ARNs of another partition than the Region's can never work. */
export function* partitionFindings(config: Config): Iterable<Finding> {
  const expected = partitionOf(config.region);
  for (const [path, text] of arnsOf(config)) {
    const arn = parseArn(text);
    if (arn !== undefined && arn.partition !== expected) {
      const fixed = text.replace(`arn:${arn.partition}:`, `arn:${expected}:`);
      yield wrong(
        path,
        `the ARN is in partition ${arn.partition}, but ${config.region} is in ${expected}: ${fixed}`,
      );
    }
  }
}

function* arnsOf({
  foundation,
  logging,
  attribution,
  developers,
}: Config): Iterable<readonly [Path, string]> {
  for (const key of ["developerTrustedArns", "adminTrustedArns", "allowedModels"] as const) {
    for (const [index, arn] of foundation[key].entries()) yield [["foundation", key, index], arn];
  }
  yield [["foundation", "permissionsBoundary"], foundation.permissionsBoundary ?? ""];
  yield [["logging", "kmsKeyArn"], logging.kmsKeyArn ?? ""];
  yield [["attribution", "sso", "instanceArn"], attribution.sso.instanceArn ?? ""];
  for (const [user, developer] of Object.entries(developers)) {
    const path = ["developers", user, "principal"];
    if (typeof developer?.principal === "string") yield [path, developer.principal];
    else for (const [index, arn] of (developer?.principal ?? []).entries()) yield [[...path, index], arn];
  }
}
