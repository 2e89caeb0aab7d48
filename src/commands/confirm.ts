import { EXIT, Interrupted, KnownError } from "../errors.js";
import type { Context } from "./context.js";

/**
 * Asks for a yes, unless one was given. Only `yes` agrees.
 * @throws KnownError without a terminal to ask on, or or when the answer is another; nothing has been changed then
 * @throws Interrupted at Ctrl-C or Ctrl-D
 */
export async function confirm(cx: Context, question: string, agreed: boolean): Promise<void> {
  if (agreed) return;
  if (!cx.io.canAsk) {
    throw new KnownError(
      "confirmation_required",
      "there is no terminal to ask on; nothing was changed",
      "look at what would be done, then run again with --yes",
      EXIT.guard,
    );
  }
  const answer = (await cx.io.ask(`${question} Type yes to go on: `)).trim();
  if (cx.io.signal.aborted) throw new Interrupted();
  if (answer === "yes") return;
  throw new KnownError("declined", "nothing was changed", "only yes is a yes", EXIT.error);
}
