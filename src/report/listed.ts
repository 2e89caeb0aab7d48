const MOST = 10;

/** Names one after the other; of many the first ten, and how many more there are. */
export function listed(names: readonly string[]): string {
  if (names.length <= MOST + 1) return names.join(", ");
  return `${names.slice(0, MOST).join(", ")} and ${names.length - MOST} more`;
}
