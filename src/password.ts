/** The part of a URL that holds a password, up to the `@` before its host. */
const USER_AND_PASSWORD = /\b([a-z][a-z0-9+.-]*:\/\/[^\s:@/?#"\\]*):[^\s/?#"\\]*@/gi;

/** A text with `****` for the password of every URL in it: what people, logs and machines may see. */
export function withoutPassword(text: string): string {
  return text.replaceAll(USER_AND_PASSWORD, "$1:****@");
}

/** {@link withoutPassword} for every text inside plain data. */
export function withoutPasswords<T>(value: T): T {
  if (typeof value === "string") return withoutPassword(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => withoutPasswords(item)) as T;
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutPasswords(item)])) as T;
}

/**
 * Where a web address leads, and nothing of it that may be a secret: `https://hooks.example.com`. Webhooks of chat and
 * paging services carry theirs in the path or the query.
 * @returns any other text as it is
 */
export function hostOnly(text: string): string {
  if (!/^\s*https?:/i.test(text)) return text;
  if (!URL.canParse(text)) return "(an address that is not shown)";
  const { protocol, host } = new URL(text);
  return `${protocol}//${host}`;
}

/** {@link hostOnly} for every web address inside a text. */
export function hostsOnly(text: string): string {
  return text.replaceAll(/\bhttps?:[^\s"'<>`]+/gi, hostOnly);
}
