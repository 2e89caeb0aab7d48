import { join } from "node:path";
import { BadInput } from "../errors.js";
import type { Context } from "./context.js";
import { sandboxReset } from "./sandbox-reset.js";
import { sandboxSeed } from "./sandbox-seed.js";
import { sandboxServe } from "./sandbox-serve.js";

interface Options {
  month?: string;
  calls?: string;
  port?: string;
  host?: string;
  yes?: boolean;
}

/** What each option is for: with another action it would be ignored without a word. */
const ACTIONS: Record<string, readonly (keyof Options)[]> = {
  seed: ["month", "calls"],
  serve: ["port", "host"],
  reset: ["yes"],
};

/**
 * `ccb sandbox ACTION`: what can be done to a simulated account only.
 * @throws BadInput for an action that does not exist, or an option of another one
 */
export async function sandbox(cx: Context, action: string, options: Options): Promise<number | void> {
  const known = ACTIONS[action];
  if (known === undefined) {
    throw new BadInput(
      "bad_usage",
      `there is no action "${action}"`,
      "ccb sandbox seed --month YYYY-MM, ccb sandbox serve, ccb sandbox reset",
    );
  }
  for (const name of Object.values(ACTIONS).flat()) {
    if (options[name] !== undefined && !known.includes(name)) {
      throw new BadInput(
        "bad_usage",
        `--${name} is no option of sandbox ${action}`,
        "see ccb sandbox --help",
      );
    }
  }
  if (action === "seed") return sandboxSeed(cx, options);
  // Unlike seeding these two need no YAML, and have no meaning for a real account: the usual folder is meant.
  const dir = cx.sandboxDir() ?? join(cx.dataFolder(), "sandbox");
  return action === "serve" ? sandboxServe(cx, dir, options) : sandboxReset(cx, dir, options.yes === true);
}
