import { EXIT, Interrupted, KnownError } from "../errors.js";
import type { Context } from "./context.js";

/**
 * Asks for a yes, unless one was given. Only `yes` and `y` agree.
 * @throws KnownError without a terminal to ask on, or when the answer is no or Ctrl-C; nothing has been changed then
 */
export async function confirm(cx: Context, question: string, agreed: boolean): Promise<void> {
  if (agreed) return;
  if (!cx.io.canAsk) {
    throw new KnownError(
      "confirmation_required",
      "there is no terminal to ask on; nothing was changed",
      "look at the plan, then run again with --yes",
      EXIT.guard,
    );
  }
  const answer = (await cx.io.ask(`${question} Type yes to go on: `)).trim().toLowerCase();
  if (cx.io.signal.aborted) {
    throw new Interrupted("nothing was changed");
  }
  if (answer === "yes" || answer === "y") return;
  throw new KnownError("declined", "nothing was changed", undefined, EXIT.error);
}
