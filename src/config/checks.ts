import { attributionFindings } from "./checks/attribution.js";
import { budgetFindings } from "./checks/budgets.js";
import { bucketFindings } from "./checks/buckets.js";
import { developerFindings } from "./checks/developers.js";
import type { Finding } from "./checks/finding.js";
import { foundationFindings } from "./checks/foundation.js";
import { guardrailFindings } from "./checks/guardrail.js";
import { loggingFindings } from "./checks/logging.js";
import { aliasFindings } from "./checks/aliases.js";
import { modelFindings } from "./checks/models.js";
import { notificationFindings } from "./checks/notifications.js";
import { partitionFindings } from "./checks/partition.js";
import { profileNameFindings } from "./checks/profile-names.js";
import { priceFindings } from "./checks/prices.js";
import { regionFindings } from "./checks/region.js";
import { reportFindings } from "./checks/report.js";
import { tagFindings } from "./checks/tags.js";
import { isWithin, type Path } from "./problem.js";
import type { Config } from "./schema.js";

interface Check {
  readonly find: (config: Config) => Iterable<Finding>;
  /** Values the check compares others with: it says nothing when one of these is broken. */
  readonly needs?: readonly Path[];
}

const CHECKS: readonly Check[] = [
  { find: regionFindings },
  { find: modelFindings, needs: [["region"]] },
  { find: aliasFindings, needs: [["models"]] },
  { find: developerFindings },
  { find: profileNameFindings, needs: [["project"]] },
  { find: tagFindings },
  { find: foundationFindings },
  { find: partitionFindings, needs: [["region"]] },
  { find: loggingFindings, needs: [["region"]] },
  { find: bucketFindings },
  { find: attributionFindings },
  { find: budgetFindings },
  { find: notificationFindings },
  { find: guardrailFindings },
  { find: reportFindings, needs: [["region"]] },
  { find: priceFindings, needs: [["region"], ["models"], ["report"]] },
];

/**
 * Everything wrong that takes more than one value to see, or knowledge of what AWS accepts. Nothing is said
 * about a value that is a stand-in (`broken`): it has been reported.
 */
export function runChecks(config: Config, broken: readonly Path[]): Finding[] {
  const unusable = [...broken];
  const findings: Finding[] = [];
  for (const { find, needs = [] } of CHECKS) {
    if (needs.some((path) => unusable.some((one) => isWithin(path, one)))) continue;
    for (const finding of find(config)) {
      if (broken.some((one) => isWithin(finding.path, one))) continue;
      findings.push(finding);
      if (finding.severity === "error") unusable.push(finding.path);
    }
  }
  return findings;
}
