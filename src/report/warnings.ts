import { isApplicationProfile } from "./model.js";
import { UNATTRIBUTED } from "./attribute.js";
import type { AccountedUsage, ReportInput } from "./report.js";
import type { Warning } from "./report-types.js";
import { dayOf, monthBounds } from "./timestamp.js";

const DAY = 86_400_000;

/** What makes a report's figures less than certain, each kind once; nothing doubtful: no warnings. */
export function warningsOf(accounted: readonly AccountedUsage[], input: ReportInput): Warning[] {
  return [...pricing(accounted, input), ...ownership(accounted, input), ...completeness(accounted, input)];
}

function* pricing(accounted: readonly AccountedUsage[], { config }: ReportInput): Iterable<Warning> {
  const unmetered = total(accounted, (item) => item.unmetered);
  if (unmetered > 0) yield warning("unmetered", `${calls(unmetered)} without token counts, at no cost`);
  const unpriced = accounted.filter(({ priced, invocations }) => !priced && invocations > 0);
  if (unpriced.length > 0) {
    const models = distinct(unpriced.map(({ dimensions }) => dimensions.model ?? "no model"));
    const count = total(unpriced, ({ invocations }) => invocations);
    yield warning("unpriced", `${calls(count)} at no cost, since no price is known for ${models.join(", ")}`);
  }
  const lacking = accounted.flatMap(({ missingPrices, dimensions }) =>
    missingPrices.map((name) => `${dimensions.model} ${name}`),
  );
  if (lacking.length > 0) {
    yield warning(
      "price_missing",
      `tokens at no cost, since no price is known for ${distinct(lacking).join(", ")}`,
    );
  }
  const assumed = total(accounted, ({ assumedTtlTokens }) => assumedTtlTokens);
  if (assumed > 0) {
    const ttl = config.report.pricing.cacheWriteTtl;
    yield warning(
      "cache_ttl_assumed",
      `${assumed} cache write tokens are priced as ${ttl} writes (report.pricing.cacheWriteTtl), since no body says`,
    );
  }
}

function* ownership(
  accounted: readonly AccountedUsage[],
  { register, usage }: ReportInput,
): Iterable<Warning> {
  const nobodys = accounted.filter(({ dimensions }) => dimensions.developer === UNATTRIBUTED);
  const count = total(nobodys, ({ invocations, errors }) => invocations + errors);
  if (count > 0)
    yield warning("unattributed", `${calls(count)} of nobody known; --group-by principal tells whose`);
  const known = new Set(register.map(({ arn }) => arn));
  const strangers = usage.rows.flatMap(({ modelId }) =>
    modelId !== null && isApplicationProfile(modelId) && !known.has(modelId) ? [modelId] : [],
  );
  if (strangers.length > 0) {
    const arns = distinct(strangers);
    yield warning(
      "unregistered_profile",
      `inference profiles that are not in the profile register: ${arns.join(", ")}`,
    );
  }
}

function* completeness(
  accounted: readonly AccountedUsage[],
  { month, usage, now }: ReportInput,
): Iterable<Warning> {
  const seen = new Set(accounted.map(({ dimensions }) => dimensions.day));
  const { start, end } = monthBounds(month);
  const gaps: string[] = [];
  for (let at = start; at + DAY <= Math.min(end, now.getTime()); at += DAY) {
    if (!seen.has(dayOf(at))) gaps.push(dayOf(at));
  }
  if (gaps.length > 0) {
    yield warning(
      "days_without_logs",
      `no calls logged on ${gaps.join(", ")}: a day without use, or a gap in the bill`,
    );
  }
  if (usage.malformed > 0) yield warning("malformed", `${usage.malformed} lines of the logs are no record`);
}

function warning(code: string, message: string): Warning {
  return { code, message };
}

function total<T>(items: readonly T[], count: (item: T) => number): number {
  return items.reduce((sum, item) => sum + count(item), 0);
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].toSorted();
}

function calls(count: number): string {
  return count === 1 ? "1 call" : `${count} calls`;
}
