import { isDeepStrictEqual } from "node:util";
import { refuse } from "./errors.js";
import type { Table } from "./call.js";

/** What a creating call was asked and answered; a service keeps one by client token. */
export interface TokenRow {
  input: unknown;
  answer: unknown;
}

/**
 * Answers a creating call as AWS does for its client token: a repeated token with the same input gets the first answer,
 * nothing happens twice.
 * @param alive whether what the first call made still exists; a token of something deleted is free again
 * @throws `mismatch` for a repeated token with another input
 */
export function once<T extends object>(
  tokens: Table<TokenRow>,
  token: string | undefined,
  input: object,
  options: { alive: (answer: T) => boolean; mismatch: string },
  create: () => T,
): T {
  const known = token === undefined ? undefined : tokens.get(token);
  if (known !== undefined && options.alive(known.answer as T)) {
    if (!isDeepStrictEqual(known.input, JSON.parse(JSON.stringify(input)))) {
      refuse(options.mismatch, `The client token ${token} was used before with other parameters`);
    }
    return known.answer as T;
  }
  const answer = create();
  if (token !== undefined) tokens.put(token, { input, answer });
  return answer;
}
