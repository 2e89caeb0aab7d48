const VERSION = /^v?(\d+)\.(\d+)\.(\d+)(?:-([\w.-]+))?(?:\+[\w.-]+)?$/;

/**
 * True when one version comes after another by Semantic Versioning 2.0.0, section 11. A text that is no version comes
 * after none.
 */
export function isNewer(version: string, than: string): boolean {
  const [a, b] = [VERSION.exec(version), VERSION.exec(than)];
  if (a === null || b === null) return false;
  const numbers = compareParts(a.slice(1, 4), b.slice(1, 4));
  if (numbers !== 0) return numbers > 0;
  const [early, other] = [a[4], b[4]];
  // A version with a suffix comes before the one without.
  if (early === undefined || other === undefined) return early === undefined && other !== undefined;
  return compareParts(early.split("."), other.split(".")) > 0;
}

/** Numbers by value and before texts; of two lists of which one goes on, that one is later. */
function compareParts(a: readonly string[], b: readonly string[]): number {
  for (const [i, part] of a.entries()) {
    const other = b[i];
    if (other === undefined) return 1;
    if (part === other) continue;
    const numeric = [part, other].map((text) => /^\d+$/.test(text));
    if (numeric[0] === true && numeric[1] === true) return Number(part) - Number(other);
    if (numeric[0] !== numeric[1]) return numeric[0] === true ? -1 : 1;
    return part < other ? -1 : 1;
  }
  return a.length - b.length;
}
