import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkTagMap, checkText, page, requireMember } from "../../validate.js";
import { logsPrincipal } from "../kms/key-row.js";
import { obstacle } from "../kms/use.js";
import { INVALID, byName, checkGroupName, filters, groupOf, groups, keyIn, streams } from "./rows.js";

/** Days CloudWatch Logs can keep events (API reference, PutRetentionPolicy). */
const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
const CLASSES = ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"];

/** Log groups and their retention. */
export const logGroups: Handlers<"logs"> = {
  CreateLogGroup(input, call) {
    const name = checkGroupName(input);
    if (name.startsWith("aws/")) refuse(INVALID, "Log groups starting with aws/ are reserved for AWS.");
    const logGroupClass = checkText(input.logGroupClass, "logGroupClass", { oneOf: CLASSES, error: INVALID });
    const tags = checkTagMap(input.tags, { error: INVALID });
    if (groups(call).has(name)) {
      refuse("ResourceAlreadyExistsException", "The specified log group already exists");
    }
    const arn = `arn:${call.partition}:logs:${call.region}:${call.account}:log-group:${name}`;
    if (input.kmsKeyId !== undefined) checkKey(input.kmsKeyId, arn, call);
    groups(call).put(name, {
      name,
      arn,
      createdAt: call.now.getTime(),
      logGroupClass: logGroupClass ?? "STANDARD",
      ...(input.kmsKeyId === undefined ? {} : { kmsKeyId: input.kmsKeyId }),
      tags,
    });
    return {};
  },

  DescribeLogGroups(input, call) {
    const { logGroupNamePrefix: prefix, logGroupNamePattern: part } = input;
    if (prefix !== undefined && part !== undefined) {
      refuse(INVALID, "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
    }
    checkText(prefix, "logGroupNamePrefix", { min: 1, max: 512, error: INVALID });
    const counts = new Map<string, number>();
    for (const { group } of filters(call).values()) counts.set(group, (counts.get(group) ?? 0) + 1);
    const found = groups(call)
      .values()
      .filter(
        (g) => g.name.startsWith(prefix ?? "") && g.name.toLowerCase().includes((part ?? "").toLowerCase()),
      )
      .filter((g) => input.logGroupClass === undefined || g.logGroupClass === input.logGroupClass)
      .toSorted(byName);
    const { items, nextToken } = page(found, {
      size: input.limit,
      max: 50,
      token: input.nextToken,
      error: INVALID,
      member: "limit",
    });
    return {
      logGroups: items.map((g) => ({
        logGroupName: g.name,
        creationTime: g.createdAt,
        metricFilterCount: counts.get(g.name) ?? 0,
        arn: `${g.arn}:*`,
        logGroupArn: g.arn,
        storedBytes: 0,
        logGroupClass: g.logGroupClass,
        ...(g.retentionInDays === undefined ? {} : { retentionInDays: g.retentionInDays }),
        ...(g.kmsKeyId === undefined ? {} : { kmsKeyId: g.kmsKeyId }),
      })),
      ...(nextToken === undefined ? {} : { nextToken }),
    };
  },

  DeleteLogGroup(input, call) {
    const { name } = groupOf(input, call);
    for (const table of [filters(call), streams(call)]) {
      for (const row of table.values()) if (row.group === name) table.delete(keyIn(name, row.name));
    }
    groups(call).delete(name);
    return {};
  },

  AssociateKmsKey(input, call) {
    const group = groupOf(input, call);
    const kmsKeyId = requireMember(input, "kmsKeyId", INVALID);
    checkKey(kmsKeyId, group.arn, call);
    groups(call).put(group.name, { ...group, kmsKeyId });
    return {};
  },

  DisassociateKmsKey(input, call) {
    const { kmsKeyId: _gone, ...group } = groupOf(input, call);
    groups(call).put(group.name, group);
    return {};
  },

  PutRetentionPolicy(input, call) {
    const group = groupOf(input, call);
    const days = input.retentionInDays;
    if (days === undefined || !RETENTIONS.includes(days)) {
      const allowed = `Member must satisfy enum value set: [${RETENTIONS.join(", ")}]`;
      const where = `Value '${days}' at 'retentionInDays' failed to satisfy constraint`;
      refuse(INVALID, `1 validation error detected: ${where}: ${allowed}`);
    }
    groups(call).put(group.name, { ...group, retentionInDays: days });
    return {};
  },

  DeleteRetentionPolicy(input, call) {
    const { retentionInDays: _gone, ...group } = groupOf(input, call);
    groups(call).put(group.name, group);
    return {};
  },
};

/** What CloudWatch Logs does with a key (CloudWatch Logs User Guide, "Encrypt log data using AWS KMS"). */
const KEY_ACTIONS = [
  "kms:Encrypt",
  "kms:Decrypt",
  "kms:ReEncryptFrom",
  "kms:GenerateDataKey",
  "kms:DescribeKey",
];

/** @throws InvalidParameterException for a key that is not there, AccessDeniedException for one it may not use */
function checkKey(kmsKeyId: string, groupArn: string, call: Call): void {
  if (!/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/.+$/.test(kmsKeyId)) {
    refuse(INVALID, "Specified KMS key ID is not a valid key ARN");
  }
  const context = {
    "kms:encryptioncontext:aws:logs:arn": groupArn,
    "aws:sourcearn": groupArn,
    "aws:sourceaccount": call.account,
  };
  const found = obstacle(kmsKeyId, KEY_ACTIONS, { principal: logsPrincipal(call), context }, call);
  if (found === undefined) return;
  const text = `The specified KMS key does not exist or is not allowed to be used with Arn '${groupArn}'`;
  refuse(found === "denied" ? "AccessDeniedException" : INVALID, text);
}
