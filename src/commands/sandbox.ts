import { BadInput } from "../errors.js";
import type { Context } from "./context.js";
import { sandboxSeed } from "./sandbox-seed.js";

/** `ccb sandbox ACTION`: what can be done to a simulated account only. */
export async function sandbox(
  cx: Context,
  action: string,
  options: { month?: string; calls?: string },
): Promise<void> {
  if (action !== "seed")
    throw new BadInput("bad_usage", `there is no action "${action}"`, "ccb sandbox seed --month YYYY-MM");
  await sandboxSeed(cx, options);
}
