import { refuse } from "./errors.js";

/** One tag in the common shape; services that spell it `TagKey`/`key` convert to it. */
export interface Tag {
  Key: string;
  Value: string;
}

export interface TagLimits {
  /** Most tags a resource may carry; 50 unless told. */
  max?: number;
  /** Exception name AWS uses for a bad tag. */
  error: string;
  /** Exception name for too many tags; `error` unless told. */
  tooMany?: string;
  status?: number;
}

/** Characters AWS allows in tag keys and values (Tagging AWS Resources User Guide, "Tag naming limits"). */
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * Checks tags as every AWS service does: keys 1 to 128 characters, values up to 256, no `aws:` prefix, no key twice.
 * Missing members are taken as AWS takes them: a missing key is an error, a missing value is empty.
 * @returns the tags with values filled in
 */
export function checkTags(
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
  limits: TagLimits,
): Tag[] {
  const list = (tags ?? []).map((tag) => ({ Key: tag.Key ?? "", Value: tag.Value ?? "" }));
  const fail = (message: string): never => refuse(limits.error, message, limits.status);
  const seen = new Set<string>();
  for (const { Key, Value } of list) {
    if (Key.length < 1 || Key.length > 128) fail(`Tag key '${Key}' must be 1 to 128 characters long`);
    if (Value.length > 256) fail(`The value of tag '${Key}' must be at most 256 characters long`);
    if (/^aws:/i.test(Key)) fail(`Tag key '${Key}': the prefix aws: is reserved for system use`);
    if (!TAG_TEXT.test(Key)) fail(`Tag key '${Key}' has characters that are not allowed`);
    if (!TAG_TEXT.test(Value))
      fail(`The value '${Value}' of tag '${Key}' has characters that are not allowed`);
    if (seen.has(Key)) fail(`Duplicate tag key '${Key}'`);
    seen.add(Key);
  }
  const max = limits.max ?? 50;
  if (list.length > max)
    refuse(limits.tooMany ?? limits.error, `A resource has at most ${max} tags`, limits.status);
  return list;
}

/** {@link checkTags} for services that take tags as a map. */
export function checkTagMap(
  tags: Record<string, string> | undefined,
  limits: TagLimits,
): Record<string, string> {
  return tagMap(
    checkTags(
      Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
      limits,
    ),
  );
}

/** Tags as a map. */
export function tagMap(tags: readonly Tag[]): Record<string, string> {
  return Object.fromEntries(tags.map((tag) => [tag.Key, tag.Value]));
}

/** What TagResource does: keys already there get the new value in place, new ones come last. The sum obeys `limits`. */
export function mergeTags(
  current: readonly Tag[] | undefined,
  added: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
  limits: TagLimits,
): Tag[] {
  const merged = tagMap([...(current ?? []), ...checkTags(added, limits)]);
  return checkTags(
    Object.entries(merged).map(([Key, Value]) => ({ Key, Value })),
    limits,
  );
}

/** What UntagResource does: keys that are not there are ignored. */
export function withoutTags(current: readonly Tag[] | undefined, keys: readonly string[] | undefined): Tag[] {
  return (current ?? []).filter((tag) => !keys?.includes(tag.Key));
}

/**
 * The member, which must be there. @throws `error` with the message of the AWS front end when it is not
 */
export function requireMember<T extends object, K extends keyof T & string>(
  input: T,
  member: K,
  error = "ValidationException",
): NonNullable<T[K]> {
  const value = input[member];
  if (value === undefined || value === null || value === "") {
    refuse(error, violation(member, value === "" ? "length greater than or equal to 1" : "not be null"));
  }
  return value as NonNullable<T[K]>;
}

export interface TextLimits {
  min?: number;
  max?: number;
  pattern?: RegExp;
  oneOf?: readonly string[];
  error?: string;
}

/** Checks the length, pattern and enumeration of a text member; an absent one is fine. @returns the text */
export function checkText<T extends string | undefined>(value: T, member: string, limits: TextLimits): T {
  if (value === undefined) return value;
  const error = limits.error ?? "ValidationException";
  const fail = (need: string): never => refuse(error, violation(member, need, value));
  if (value.length < (limits.min ?? 0)) fail(`have length greater than or equal to ${limits.min}`);
  if (limits.max !== undefined && value.length > limits.max)
    fail(`have length less than or equal to ${limits.max}`);
  if (limits.pattern && !limits.pattern.test(value))
    fail(`satisfy regular expression pattern: ${limits.pattern.source}`);
  if (limits.oneOf && !limits.oneOf.includes(value))
    fail(`satisfy enum value set: [${limits.oneOf.join(", ")}]`);
  return value;
}

/** Checks that a number member is whole and within its range; an absent one is fine. @returns the number */
export function checkRange<T extends number | undefined>(
  value: T,
  member: string,
  limits: { min: number; max: number; error?: string },
): T {
  if (value === undefined) return value;
  const error = limits.error ?? "ValidationException";
  const fail = (need: string): never => refuse(error, violation(member, need, String(value)));
  if (!Number.isInteger(value)) fail("be a whole number");
  if (value < limits.min) fail(`have value greater than or equal to ${limits.min}`);
  if (value > limits.max) fail(`have value less than or equal to ${limits.max}`);
  return value;
}

/** The sentence the AWS front ends use for a member that breaks the model. */
function violation(member: string, need: string, value?: string): string {
  const subject = value === undefined ? "Value" : `Value '${value}'`;
  const name = member.charAt(0).toLowerCase() + member.slice(1);
  return `1 validation error detected: ${subject} at '${name}' failed to satisfy constraint: Member must ${need}`;
}

export interface PageOptions {
  /** Size the caller asked for. */
  size?: number | undefined;
  /** Largest size the operation allows; also what is used when the caller asks for more, unless `error` refuses it. */
  max: number;
  /** Size used when the caller names none; `max` unless told. */
  default?: number;
  /** Token of the previous page. */
  token?: string | undefined;
  /** Exception name for a token that no page carried, and for a size outside 1 to `max`. */
  error?: string;
  /** The size's member name, for the message. */
  member?: string;
}

/**
 * Cuts one page out of a list. Tokens are opaque to callers and carry the position.
 * @throws `error` (ValidationException unless told) for an unknown token or a size outside 1 to `max`
 */
export function page<T>(
  items: readonly T[],
  options: PageOptions,
): { items: T[]; nextToken: string | undefined } {
  const error = options.error ?? "ValidationException";
  checkRange(options.size, options.member ?? "maxResults", { min: 1, max: options.max, error });
  const size = options.size ?? options.default ?? options.max;
  const from = options.token === undefined ? 0 : position(options.token, error);
  const to = from + size;
  return { items: items.slice(from, to), nextToken: to < items.length ? token(to) : undefined };
}

function token(at: number): string {
  return Buffer.from(JSON.stringify({ at })).toString("base64url");
}

function position(text: string, error: string): number {
  const match = /^\{"at":(\d+)\}$/.exec(Buffer.from(text, "base64url").toString("utf8"));
  if (match === null) refuse(error, "The specified token is not valid");
  return Number(match[1]);
}

export interface Arn {
  partition: string;
  service: string;
  region: string;
  account: string;
  /** Everything after the fifth colon. */
  resource: string;
}

/** The parts of an ARN, or undefined when the text is none. */
export function parseArn(text: string): Arn | undefined {
  const match = /^arn:(aws|aws-us-gov|aws-cn):([a-z0-9-]+):([a-z0-9-]*):(\d{12}|aws)?:(.+)$/.exec(text);
  if (match === null) return undefined;
  const [, partition = "", service = "", region = "", account = "", resource = ""] = match;
  return { partition, service, region, account, resource };
}
