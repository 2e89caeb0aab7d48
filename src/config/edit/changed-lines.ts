/** Lines that stand next to each other and are others in the edited text. */
interface Hunk {
  /** Line of the text from before, from 1, that the hunk begins at. */
  line: number;
  removed: string[];
  added: string[];
}

/**
 * How to make an edit by hand: what to add, replace and remove, and where.
 * @param before the text as it is in the file
 */
export function changedLines(before: string, after: string): string {
  return hunksOf(before.split(/\r?\n/), after.split(/\r?\n/))
    .map(({ line, removed, added }) => {
      const last = removed.length < 2 ? "" : ` to ${line + removed.length - 1}`;
      const lines = added.map((text) => `${text}\n`).join("");
      if (removed.length === 0) return `Add above line ${line}:\n${lines}`;
      const place = `line ${line}${last}`;
      return added.length === 0 ? `Remove ${place}.\n` : `Write in the place of ${place}:\n${lines}`;
    })
    .join("");
}

function hunksOf(before: readonly string[], after: readonly string[]): Hunk[] {
  const hunks: Hunk[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && before[i] === after[j]) {
      i += 1;
      j += 1;
      continue;
    }
    const [gone, come] = distanceToCommon(before, after, i, j);
    hunks.push({ line: i + 1, removed: before.slice(i, i + gone), added: after.slice(j, j + come) });
    i += gone;
    j += come;
  }
  return hunks;
}

/** How many lines of each text lie before the next that both have. */
function distanceToCommon(
  before: readonly string[],
  after: readonly string[],
  i: number,
  j: number,
): [gone: number, come: number] {
  const [left, right] = [before.length - i, after.length - j];
  for (let k = 1; k <= Math.max(left, right); k += 1) {
    if (k < right && i < before.length && after[j + k] === before[i]) return [0, k];
    if (k < left && j < after.length && before[i + k] === after[j]) return [k, 0];
    if (k < left && k < right && before[i + k] === after[j + k]) return [k, k];
  }
  return [left, right];
}
