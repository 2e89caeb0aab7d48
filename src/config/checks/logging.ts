import { RETENTION_DAYS } from "../schema/logging.js";
import { parseArn } from "../arn.js";
import { quote } from "../messages.js";
import type { Config } from "../schema.js";
import { wrong, type Finding } from "./finding.js";

/** How long logs are kept, and the key that encrypts them. */
export function* loggingFindings({ logging, region }: Config): Iterable<Finding> {
  const { retentionDays, transitionDays, expirationDays, kmsKeyArn } = logging;
  if (kmsKeyArn !== null) {
    const message = keyProblem(kmsKeyArn, region);
    if (message !== undefined) yield wrong(["logging", "kmsKeyArn"], message);
  }
  if (!RETENTION_DAYS.includes(retentionDays)) {
    const away = (days: number): number => Math.abs(days - retentionDays);
    const nearest = RETENTION_DAYS.reduce((best, days) => (away(days) < away(best) ? days : best));
    yield wrong(
      ["logging", "retentionDays"],
      `CloudWatch Logs cannot keep events for ${retentionDays} days; the nearest it accepts is ${nearest} (all: ${RETENTION_DAYS.join(", ")})`,
    );
  }
  if (transitionDays >= expirationDays) {
    yield wrong(
      ["logging", "expirationDays"],
      `logs would be deleted after ${expirationDays} days, before they move to Standard-IA after ${transitionDays}; expirationDays must be more than transitionDays`,
    );
  }
}

/** Key ids (KMS Developer Guide, "Key identifiers"). */
const KEY = /^key\/(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;

function keyProblem(text: string, region: string): string | undefined {
  const arn = parseArn(text);
  if (arn?.service === "kms" && arn.resource.startsWith("alias/")) {
    return `${quote(text)} is an alias, which CloudWatch Logs does not take; name the key it stands for (aws kms describe-key --key-id ${arn.resource})`;
  }
  if (arn?.service !== "kms" || arn.account === "" || !KEY.test(arn.resource)) {
    return `${quote(text)} is not the ARN of a KMS key (arn:aws:kms:${region}:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab)`;
  }
  if (arn.region !== region) {
    return `the key is in ${arn.region || "no Region"}, but what it is to encrypt is in ${region}; name a key of ${region}`;
  }
  return undefined;
}
