import { BadInput, KnownError } from "../errors.js";
import { outputsOf } from "../stack/outputs.js";
import { planStack } from "../stack/plan.js";
import { renderOutputs } from "../ui/result-view.js";
import type { Context } from "./context.js";
import { OUTPUT_NAMES } from "./output-names.js";
import { openSession, reading } from "./stack-session.js";

/** `ccb outputs [NAME]`: all outputs, or one as plain text (documents as JSON). */
export async function outputs(cx: Context, name: string | undefined): Promise<void> {
  const wanted = OUTPUT_NAMES.find((candidate) => candidate === name);
  if (name !== undefined && wanted === undefined) {
    throw new BadInput("bad_usage", `there is no output "${name}"`, `outputs are ${OUTPUT_NAMES.join(", ")}`);
  }
  const { aws, stack, composition } = await openSession(cx);
  const attributes = await reading(cx, stack.region, async () =>
    // The document of the service control policy depends on the YAML alone.
    wanted === "scp"
      ? new Map<string, Record<string, string>>()
      : (await planStack(aws, composition)).plan.attributes,
  );
  const all = outputsOf(composition, attributes);
  if (wanted === undefined) {
    cx.result(all, renderOutputs(all, cx.paint));
    return;
  }
  const value = all[wanted];
  if (value === undefined) {
    throw new KnownError("no_such_output", `${wanted} does not exist in this account`, "run ccb apply first");
  }
  if (wanted === "scp") {
    cx.say("An allow-list: it has no effect while FullAWSAccess stays attached to the same target.");
  }
  cx.result(
    { [wanted]: value },
    typeof value === "string" ? `${value}\n` : `${JSON.stringify(value, null, 2)}\n`,
  );
}
