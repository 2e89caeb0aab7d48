import { refuse } from "./errors.js";
import {
  type Complain,
  checkActions,
  checkConditions,
  checkPrincipal,
  checkResources,
} from "./policy-elements.js";

/** What a policy is attached to, which decides the elements it may have. */
export type PolicyType = "identity" | "trust" | "resource" | "scp";

export interface PolicyRules {
  type: PolicyType;
  /**
   * Most characters. White space is not counted in IAM's own documents (`identity`, `trust`), and is counted in
   * `resource` and `scp` documents.
   */
  maxLength?: number;
  /** The only partition that resource ARNs may be in; any unless told. */
  partition?: string;
  /** Exception name for a malformed document. */
  error: string;
  /** Exception name for a document that is too long; `error` unless told. */
  tooLong?: string;
}

/** One statement as it was written: AWS keeps strings and lists as they are given. */
interface PolicyStatement {
  Sid?: string;
  Effect: "Allow" | "Deny";
  Principal?: PolicyPrincipal;
  NotPrincipal?: PolicyPrincipal;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: Record<string, Record<string, unknown>>;
}

export type PolicyPrincipal = "*" | Record<string, string | string[]>;

const VERSIONS = ["2012-10-17", "2008-10-17"];
const TOP = ["Version", "Id", "Statement"];
const STATEMENT = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];

/**
 * Checks a policy against the grammar of IAM policies, with the messages IAM answers with (IAM User Guide, "Grammar of
 * the IAM JSON policy language" and "IAM JSON policy element reference").
 * @param text the document as JSON
 * @returns its statements
 * @throws `rules.error` when it is malformed, `rules.tooLong` when it has too many characters
 */
export function checkPolicy(text: string, rules: PolicyRules): PolicyStatement[] {
  const length = rules.type === "identity" || rules.type === "trust" ? policySize(text) : text.length;
  if (rules.maxLength !== undefined && length > rules.maxLength) {
    refuse(rules.tooLong ?? rules.error, `Maximum policy size of ${rules.maxLength} bytes exceeded`);
  }
  const complain: Complain = (message) => refuse(rules.error, message);
  const document = parse(text, complain);
  for (const key of Object.keys(document)) if (!TOP.includes(key)) syntax(complain, `unknown element ${key}`);
  checkVersion(document["Version"], rules.type, complain);
  if (document["Id"] !== undefined && typeof document["Id"] !== "string") syntax(complain, "Id is no string");
  const given = document["Statement"];
  const statements = Array.isArray(given) ? (given as unknown[]) : [given];
  if (statements.length === 0) syntax(complain, "there is no statement");
  for (const [index, statement] of statements.entries()) {
    checkStatement(statement, rules, complain, `statement ${index + 1}`);
  }
  const checked = statements as PolicyStatement[];
  const sids = checked.map((statement) => statement.Sid).filter((sid) => sid !== undefined && sid !== "");
  if (new Set(sids).size < sids.length) complain("Statement IDs (SID) in a single policy must be unique.");
  return checked;
}

/** Characters of a document as IAM counts them: white space is free (IAM User Guide, "IAM and AWS STS quotas"). */
export function policySize(text: string): number {
  return text.replaceAll(/\s/g, "").length;
}

function parse(text: string, complain: Complain): Record<string, unknown> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    document = undefined;
  }
  if (!isObject(document)) syntax(complain, "the document is no JSON object");
  return document;
}

function checkVersion(version: unknown, type: PolicyType, complain: Complain): void {
  // Trust and resource policies without a version are taken as 2008-10-17.
  if (version === undefined && (type === "trust" || type === "resource")) return;
  if (version === undefined) complain("Policy document must be version 2012-10-17 or greater.");
  if (!VERSIONS.includes(version as string)) syntax(complain, `Version is none of ${VERSIONS.join(", ")}`);
}

function checkStatement(statement: unknown, rules: PolicyRules, complain: Complain, where: string): void {
  const { type } = rules;
  if (!isObject(statement)) syntax(complain, `${where} is no object`);
  for (const key of Object.keys(statement)) {
    if (!STATEMENT.includes(key)) syntax(complain, `${where}: unknown element ${key}`);
  }
  const { Sid: sid, Effect: effect } = statement;
  if (effect !== "Allow" && effect !== "Deny") syntax(complain, `${where}: Effect is neither Allow nor Deny`);
  if (sid !== undefined && typeof sid !== "string") syntax(complain, `${where}: Sid is no string`);
  if (type !== "resource" && !/^[0-9A-Za-z]*$/.test(sid ?? "")) {
    complain(
      "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
    );
  }
  checkActions(oneOf(statement, "Action", "actions", complain, where), type === "trust", complain);
  checkWhom(statement, type, complain, where);
  if (type === "trust") forbid(statement, ["Resource", "NotResource"], complain);
  else checkResources(oneOf(statement, "Resource", "resources", complain, where), rules.partition, complain);
  checkConditions(statement["Condition"], complain, where);
}

function checkWhom(
  statement: Record<string, unknown>,
  type: PolicyType,
  complain: Complain,
  where: string,
): void {
  if (type === "identity" || type === "scp")
    return forbid(statement, ["Principal", "NotPrincipal"], complain);
  const { Principal: principal, NotPrincipal: not } = statement;
  if (principal === undefined && not === undefined) complain("Missing required field Principal");
  if (principal !== undefined && not !== undefined)
    syntax(complain, `${where}: both Principal and NotPrincipal`);
  if (not !== undefined && statement["Effect"] === "Allow")
    complain("Allow with NotPrincipal is not allowed.");
  checkPrincipal(principal ?? not, complain);
}

/** The strings of `name` or `Not{name}`, of which a statement must have exactly one. */
function oneOf(
  statement: Record<string, unknown>,
  name: string,
  plural: string,
  complain: Complain,
  where: string,
): string[] {
  const given = statement[name];
  const not = statement[`Not${name}`];
  if (given !== undefined && not !== undefined) syntax(complain, `${where}: both ${name} and Not${name}`);
  const value = given ?? not;
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  if (value === undefined || list.length === 0) complain(`Policy statement must contain ${plural}.`);
  if (!list.every((item) => typeof item === "string")) syntax(complain, `${where}: ${name} is no string`);
  return list as string[];
}

function forbid(statement: Record<string, unknown>, names: readonly string[], complain: Complain): void {
  for (const name of names) if (statement[name] !== undefined) complain(`Has prohibited field ${name}`);
}

/** IAM only says "Syntax errors in policy."; the reason is added because the simulated account has no console to ask. */
function syntax(complain: Complain, reason: string): never {
  return complain(`Syntax errors in policy. (${reason})`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
