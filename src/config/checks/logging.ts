import { RETENTION_DAYS } from "../schema/logging.js";
import type { Config } from "../schema.js";
import { wrong, type Finding } from "./finding.js";

/** How long logs are kept. */
export function* loggingFindings({ logging }: Config): Iterable<Finding> {
  const { retentionDays, transitionDays, expirationDays } = logging;
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
