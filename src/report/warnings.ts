import { isApplicationProfile } from "./model.js";
import { type NearMiss, UNATTRIBUTED, callingAccount } from "./attribute.js";
import { type AccountedUsage, attributionOf } from "./account.js";
import { RegisterHistory } from "./history.js";
import { ZERO, add, format } from "./money.js";
import { ownAccounts } from "./own-accounts.js";
import { missingPrices } from "./price-table.js";
import { REGISTER_KEY } from "./local/register-file.js";
import { type Run, daysWithoutLogs, runsOf } from "./render/gaps.js";
import { counted } from "../counted.js";
import { lastPart } from "./last-part.js";
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
  const odd = total(accounted, ({ oddCounts }) => oddCounts);
  if (odd > 0) {
    yield warning(
      "odd_counts",
      `${counted(odd, "record")} with token counts that are no whole numbers of at least 0: they are taken for missing ones`,
    );
  }
  yield* doubtfulPrices(accounted);
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

/** Calls that may have been charged otherwise than they are priced. */
function* doubtfulPrices(accounted: readonly AccountedUsage[]): Iterable<Warning> {
  const priced = accounted.filter(({ prices }) => prices !== undefined);
  const tiers = priced.filter(({ otherTier }) => otherTier > 0);
  if (tiers.length > 0) {
    const count = total(tiers, ({ otherTier }) => otherTier);
    yield warning(
      "other_tier",
      `${counted(count, "call")} of another service tier (${listed(distinct(tiers.map(({ tier }) => tier ?? "")))}) priced as those of the standard tier, since no price of theirs is known`,
    );
  }
  const refused = priced.filter(({ refusals }) => refusals > 0);
  if (refused.length > 0) {
    const count = total(refused, ({ refusals }) => refusals);
    const cost = format(
      refused.reduce((sum, item) => add(sum, item.cost), ZERO),
      6,
    );
    yield warning(
      "refusals",
      `${counted(count, "call")} refused without any output, charged $${cost}: whether Amazon Bedrock charges for them is not confirmed`,
    );
  }
  const inferred = priced.filter((item) => item.inferred > 0);
  if (inferred.length > 0) {
    const count = total(inferred, (item) => item.inferred);
    const models = distinct(inferred.map(({ dimensions }) => dimensions.model ?? ""));
    yield warning(
      "inferred_model",
      `${counted(count, "call")} through inference profiles that are not in the profile register priced as ${listed(models)}, since they were served in another geography`,
    );
  }
}

/** Calls of nobody that nearly are somebody's, and accounts that nobody named. */
function* nearMisses(nobodys: readonly AccountedUsage[], input: ReportInput): Iterable<Warning> {
  const { config, register, usage, stackAccount } = input;
  const { assumed } = ownAccounts({ config, register, rows: usage.rows, stackAccount });
  if (assumed !== undefined) {
    yield warning(
      "account_assumed",
      `the logs are those of several accounts, and nothing tells which is the stack's: names count in ${assumed}, which has most calls; the profile register tells`,
    );
  }
  if (nobodys.length === 0) return;
  const attribution = attributionOf(input, new RegisterHistory(register));
  const found = nobodys.flatMap((item) => {
    const miss = attribution.nearMiss(item.caller);
    return miss === undefined ? [] : [{ ...item, miss }];
  });
  const because = (why: NearMiss["because"]) => found.filter(({ miss }) => miss.because === why);
  const spelt = because("case");
  if (spelt.length > 0) {
    const names = spelt.map(({ caller, miss }) => `${lastPart(caller.principal ?? "")} is not ${miss.name}`);
    yield warning(
      "principal_case",
      `${counted(callsOf(spelt), "call")} of nobody that differ from a known name in case alone: ${listed(distinct(names))}; write the principal as the logs do`,
    );
  }
  const foreign = because("account");
  if (foreign.length > 0) {
    const names = foreign.map(({ caller, miss }) => `${miss.name} of ${callingAccount(caller)}`);
    yield warning(
      "other_account",
      `${counted(callsOf(foreign), "call")} of nobody under names of the stack's people in other accounts: ${listed(distinct(names))}; a principal with the ARN makes them somebody's`,
    );
  }
}

function callsOf(items: readonly AccountedUsage[]): number {
  return total(items, ({ invocations, errors }) => invocations + errors);
}

function* ownership(accounted: readonly AccountedUsage[], input: ReportInput): Iterable<Warning> {
  const { register, unreadableRegisterLines = 0, noRegister = false, usage, account } = input;
  const nobodys = accounted.filter(({ dimensions }) => dimensions.developer === UNATTRIBUTED);
  const count = callsOf(nobodys);
  if (count > 0)
    yield warning(
      "unattributed",
      `${counted(count, "call")} of nobody known; --group-by principal tells whose`,
    );
  yield* nearMisses(nobodys, input);
  if (account !== undefined && accounted.length === 0) {
    const others = distinct(usage.rows.flatMap((row) => row.account ?? []));
    yield warning(
      "no_calls_of_account",
      others.length === 0
        ? `no call of account ${account} in the logs of the month`
        : `no call of account ${account} in the logs of the month; there are calls of ${listed(others)}`,
    );
  }
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
