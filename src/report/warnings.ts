import { isApplicationProfile } from "./model.js";
import { UNATTRIBUTED } from "./attribute.js";
import type { AccountedUsage } from "./account.js";
import { missingPrices } from "./price-table.js";
import { REGISTER_KEY } from "./local/register-file.js";
import { type Run, daysWithoutLogs, runsOf } from "./render/gaps.js";
import { counted } from "../counted.js";
import { listed } from "./listed.js";
import type { ReportInput } from "./report.js";
import type { Warning } from "./report-types.js";
import { dayOf, monthBounds } from "./timestamp.js";

/** What makes a report's figures less than certain, each kind once; nothing doubtful: no warnings. */
export function warningsOf(accounted: readonly AccountedUsage[], input: ReportInput): Warning[] {
  return [...pricing(accounted, input), ...ownership(accounted, input), ...completeness(accounted, input)];
}

function* pricing(accounted: readonly AccountedUsage[], { config }: ReportInput): Iterable<Warning> {
  const unmetered = total(accounted, (item) => item.unmetered);
  if (unmetered > 0)
    yield warning("unmetered", `${counted(unmetered, "call")} without token counts, at no cost`);
  const unpriced = accounted.filter(({ prices, invocations }) => prices === undefined && invocations > 0);
  if (unpriced.length > 0) {
    const models = distinct(unpriced.map(({ dimensions }) => dimensions.model ?? "no model"));
    const count = total(unpriced, ({ invocations }) => invocations);
    yield warning(
      "unpriced",
      `${counted(count, "call")} at no cost, since no price is known for ${listed(models)}`,
    );
  }
  const lacking = accounted.flatMap((item) =>
    item.prices === undefined
      ? []
      : missingPrices(item.prices, item).map((name) => `${item.dimensions.model} ${name}`),
  );
  if (lacking.length > 0) {
    yield warning(
      "price_missing",
      `tokens at no cost, since no price is known for ${listed(distinct(lacking))}`,
    );
  }
  const assumed = total(accounted, ({ assumedTtlTokens }) => assumedTtlTokens);
  if (assumed > 0) {
    const ttl = config.report.pricing.cacheWriteTtl;
    yield warning(
      "cache_ttl_assumed",
      `${counted(assumed, "cache write token")} priced as ${ttl} writes (report.pricing.cacheWriteTtl), since no body says`,
    );
  }
}

function* ownership(
  accounted: readonly AccountedUsage[],
  { register, unreadableRegisterLines = 0, noRegister = false, usage }: ReportInput,
): Iterable<Warning> {
  const nobodys = accounted.filter(({ dimensions }) => dimensions.developer === UNATTRIBUTED);
  const count = total(nobodys, ({ invocations, errors }) => invocations + errors);
  if (count > 0)
    yield warning(
      "unattributed",
      `${counted(count, "call")} of nobody known; --group-by principal tells whose`,
    );
  if (unreadableRegisterLines > 0) {
    const lines = counted(unreadableRegisterLines, "line");
    yield warning(
      "unreadable_register",
      register.length > 0
        ? `${lines} of the profile register cannot be read, so owners and models may be out of date`
        : `the profile register cannot be read (${lines}), so owners and models may be unknown`,
    );
  }
  const known = new Set(register.map(({ arn }) => arn));
  const strangers = usage.rows.flatMap(({ modelId }) =>
    modelId !== null && isApplicationProfile(modelId) && !known.has(modelId) ? [modelId] : [],
  );
  if (strangers.length > 0 && noRegister) {
    yield warning(
      "no_register",
      `there is no profile register, so owners and models of calls through inference profiles may be unknown; it belongs to the logs and is to be copied with them, as ${REGISTER_KEY} under the root of the logs (--logs) or beside it`,
    );
  } else if (strangers.length > 0) {
    const arns = distinct(strangers);
    yield warning(
      "unregistered_profile",
      `inference profiles that are not in the profile register: ${listed(arns)}`,
    );
  }
}

function* completeness(
  accounted: readonly AccountedUsage[],
  { month, usage, now }: ReportInput,
): Iterable<Warning> {
  const days = new Set(accounted.map(({ dimensions }) => dimensions.day));
  const seen = [...days].map((day) => ({ day }));
  const gaps = daysWithoutLogs(month, seen, now).map(({ day }) => day);
  if (gaps.length > 0) {
    const message =
      days.size === 0
        ? "no calls logged in the whole month: no use, or no logging"
        : `no calls logged on ${runsOf(gaps).map(runText).join(", ")}: a day without use, or a gap in the bill`;
    yield warning("days_without_logs", message);
  }
  yield* usage.warnings ?? [];
  if (usage.malformed > 0) {
    yield warning("malformed", `${counted(usage.malformed, "line")} of the logs left out, being no record`);
  }
}

/** What makes two months no fair comparison. @param now today; a month that is under way has only days up to it */
export function comparisonWarnings(month: string, other: string, now: Date): Warning[] {
  const today = dayOf(now.getTime());
  const running = [month, other].find((candidate) => today.startsWith(candidate));
  if (running === undefined) return [];
  const whole = running === month ? other : month;
  const { start, end } = monthBounds(whole);
  const days = Number(today.slice(8));
  const first =
    days === 1 ? "only its first day, which is today," : `only its first ${days} days, today included,`;
  const verb = days === 1 ? "is" : "are";
  return [
    warning(
      "compare_running_month",
      `${running} is not over: ${first} ${verb} compared with all ${(end - start) / 86_400_000} of ${whole}`,
    ),
  ];
}

function runText([from, to]: Run): string {
  return from === to ? from : `${from} to ${to}`;
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
