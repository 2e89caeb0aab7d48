/**
 * A read whose "there is none" AWS expresses as an error.
 * @param absent names of the errors that mean it
 * @returns undefined for those; @throws any other error
 */
export async function orUndefined<T>(read: Promise<T>, absent: readonly string[]): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (absent.includes((error as Error).name)) return undefined;
    throw error;
  }
}
