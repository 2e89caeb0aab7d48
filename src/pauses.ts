const FIRST_MS = 500;
const LONGEST_MS = 8_000;

/** Pauses before the next try; answers false, without pausing, when no time is left. */
export type Pauses = () => Promise<boolean>;

/**
 * Growing pauses that add up to at most `seconds`.
 * @param scale multiplies every pause; tests use a small one
 * @param signal ends a pause at once
 */
export function pausesWithin(seconds: number, scale: number, signal?: AbortSignal): Pauses {
  let next = FIRST_MS;
  let left = seconds * 1000;
  return async () => {
    if (left <= 0) return false;
    const pause = Math.min(next, left);
    left -= pause;
    next = Math.min(next * 2, LONGEST_MS);
    await new Promise<void>((wake) => {
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", end);
        wake();
      };
      const timer = setTimeout(end, pause * scale);
      signal?.addEventListener("abort", end);
    });
    return true;
  };
}
