import type { Config } from "../config/schema.js";
import type { Stack } from "../engine/kind.js";
import { type RegisterFile, readRegisterFile } from "../report/local/register-file.js";
import { engineQuery } from "../report/query.js";
import { IN_QUALITY } from "../report/render/facts.js";
import { hasQuality, renderReport } from "../report/render/index.js";
import { visible } from "../report/render/text.js";
import { ReportView } from "../report/render/view.js";
import { metadataKeysOf } from "../report/report-types.js";
import type { UsageResult } from "../report/usage.js";
import { style } from "../ui/style.js";
import type { Context } from "./context.js";
import { athenaMonths } from "./cost-report-athena.js";
import { requireJsonOutput } from "./cost-report-format.js";
import { localUsage } from "./cost-report-local.js";
import {
  type CostReportCommandOptions,
  type CostReportRequest,
  checkOptions,
} from "./cost-report-options.js";
import { outFile, writeReport } from "./cost-report-out.js";
import { logSource, readingLogs } from "./cost-report-source.js";
import { explained } from "./stack-session.js";

/** `ccb cost-report`: who spent what in a month, from the invocation logs alone. */
export async function costReport(cx: Context, options: CostReportCommandOptions): Promise<void> {
  const now = new Date();
  const simulated = cx.sandboxDir() !== undefined;
  const json = cx.options.json === true;
  const request = checkOptions(options, { json, simulated, now });
  const { out } = request;
  if (json) requireJsonOutput(request.format, out);
  const file = out === undefined ? undefined : outFile(out, cx.io.cwd);
  const { config } = await cx.configuration();
  const view = await explained(config.region, async () => {
    const logs = await openLogs(cx, config, request, options.logs);
    const before =
      request.compare === undefined ? undefined : await viewOf(config, request, logs, request.compare, now);
    return viewOf(config, request, logs, request.month, now, before);
  });
  // On a terminal both stand below each other; what goes into a file or another program may not be looked at.
  const told = file === undefined && cx.io.color && hasQuality(request.format) ? IN_QUALITY : undefined;
  for (const warning of view.warnings(told)) cx.warn(visible(warning.message));
  // Colours are for a terminal only.
  const paint = file === undefined ? cx.paint : style(false);
  const text = renderReport(view, request.format, { columns: cx.io.columns, paint });
  if (file === undefined) {
    cx.io.out(text);
    return;
  }
  writeReport(file, text);
  cx.say(`${out} written.`);
  if (json) cx.io.out(`${JSON.stringify({ path: out })}\n`);
}

/** Where the month's usage and the register come from. */
interface Logs {
  register: RegisterFile;
  /** Account of the stack, where they are those of its own bucket. */
  stackAccount?: string;
  usage(month: string): Promise<UsageResult>;
}

async function viewOf(
  config: Config,
  { groupBy, account, engine, simulated }: CostReportRequest,
  logs: Logs,
  month: string,
  now: Date,
  before?: ReportView,
): Promise<ReportView> {
  const usage = await logs.usage(month);
  const { lines: register, unreadable: unreadableRegisterLines, found } = logs.register;
  const registers = { register, unreadableRegisterLines, noRegister: !found };
  const { stackAccount } = logs;
  const asked = { config, month, groupBy, account, engine, simulated };
  return new ReportView({ ...asked, ...registers, stackAccount, usage, now }, before);
}

async function openLogs(
  cx: Context,
  config: Config,
  request: CostReportRequest,
  place: string | undefined,
): Promise<Logs> {
  const source = await logSource(cx, config, place);
  const register = await readingLogs(source, place, () => readRegisterFile(source));
  const { cache, engine } = request;
  const queryOf = (month: string) =>
    engineQuery(config, month, register.lines, metadataKeysOf(request.groupBy));
  // Of a folder, or of another bucket, nobody knows whose it is.
  const stack = place === undefined ? await stackOf(cx, config) : undefined;
  const common = { register, ...(stack === undefined ? {} : { stackAccount: stack.account }) };
  if (engine === "athena" && stack !== undefined)
    return { ...common, usage: await athenaMonths(cx, config, stack, queryOf, cache) };
  const read = (month: string) => localUsage(cx, source, queryOf(month), cache);
  return { ...common, usage: (month) => readingLogs(source, place, () => read(month)) };
}

async function stackOf(cx: Context, config: Config): Promise<Stack> {
  const { identifyStack } = await import("../stack/composition.js");
  return identifyStack(await cx.aws(config.region), config);
}
