import { BadInput } from "../errors.js";
import { emptyAccount, isAccountFolder } from "../sandbox/empty.js";
import { confirm } from "./confirm.js";
import type { Context } from "./context.js";

/**
 * `ccb sandbox reset [--yes]`: removes everything there is in the simulated account, also when its files are damaged.
 * @throws BadInput for a folder that holds something else; KnownError when a run works on the account right now
 */
export async function sandboxReset(cx: Context, dir: string, agreed: boolean): Promise<void> {
  const found = isAccountFolder(dir);
  if (found === "nothing") {
    cx.result({ dir, removed: [], kept: [] }, `There is no simulated account in ${dir}: nothing to do.\n`);
    return;
  }
  if (found === "something else") {
    throw new BadInput(
      "not_a_sandbox",
      `${dir} is not the folder of a simulated account: it has no account.jsonl`,
      "name the folder with --sandbox DIR; nothing was removed",
    );
  }
  await confirm(cx, `Remove the simulated account in ${dir}, with all that was made in it?`, agreed);
  const { removed, kept } = emptyAccount(dir);
  const rest = kept.length === 0 ? "" : ` Left there, since ccb did not make it: ${kept.join(", ")}.`;
  cx.result({ dir, removed, kept }, `Removed the simulated account in ${dir}.${rest}\n`);
}
