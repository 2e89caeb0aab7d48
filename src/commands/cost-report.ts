import { existsSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Config } from "../config/schema.js";
import { namesOf } from "../config/names.js";
import { BadInput, KnownError } from "../errors.js";
import type { RegisterLine } from "../register/register.js";
import { readRegisterFile } from "../report/local/register-file.js";
import { bucketAddress, s3Source } from "../report/local/s3-source.js";
import { type LogSource, folderSource } from "../report/local/source.js";
import { renderReport } from "../report/render/index.js";
import { ReportView } from "../report/render/view.js";
import type { UsageResult } from "../report/usage.js";
import type { Context } from "./context.js";
import { athenaMonths } from "./cost-report-athena.js";
import { localUsage } from "./cost-report-local.js";
import {
  type CostReportCommandOptions,
  type CostReportRequest,
  checkOptions,
} from "./cost-report-options.js";
import { explained } from "./stack-session.js";

/** S3 objects read at once; each takes some 40 ms to come. */
const READS_AT_ONCE = 48;

/** `ccb cost-report`: who spent what in a month, from the invocation logs alone. */
export async function costReport(cx: Context, options: CostReportCommandOptions): Promise<void> {
  const now = new Date();
  const simulated = cx.sandboxDir() !== undefined;
  const request = checkOptions(options, { json: cx.options.json === true, simulated, now });
  const { config } = await cx.configuration();
  const view = await explained(config.region, async () => {
    const logs = await openLogs(cx, config, request, options.logs);
    const before =
      request.compare === undefined ? undefined : await viewOf(config, request, logs, request.compare, now);
    return viewOf(config, request, logs, request.month, now, before);
  });
  for (const warning of view.report.warnings) cx.warn(warning.message);
  const text = renderReport(view, request.format, { columns: cx.io.columns, paint: cx.paint });
  if (options.out === undefined) {
    cx.io.out(text);
    return;
  }
  writeFileSync(resolve(cx.io.cwd, options.out), text);
  cx.say(`${options.out} written.`);
  if (cx.options.json === true) cx.io.out(`${JSON.stringify({ path: options.out })}\n`);
}

/** Where the month's usage and the register come from. */
interface Logs {
  register: RegisterLine[];
  usage(month: string): Promise<UsageResult>;
}

async function viewOf(
  config: Config,
  { groupBy, engine }: CostReportRequest,
  logs: Logs,
  month: string,
  now: Date,
  before?: ReportView,
): Promise<ReportView> {
  const usage = await logs.usage(month);
  return new ReportView({ config, month, groupBy, engine, register: logs.register, usage, now }, before);
}

async function openLogs(
  cx: Context,
  config: Config,
  request: CostReportRequest,
  place: string | undefined,
): Promise<Logs> {
  const source = await sourceOf(cx, config, place);
  const register = (await registerOf(source)) ?? [];
  if (request.engine === "athena") return { register, usage: await athenaMonths(cx, config, register) };
  return { register, usage: (month) => localUsage(cx, config, source, register, month, request.cache) };
}

async function sourceOf(cx: Context, config: Config, place: string | undefined): Promise<LogSource> {
  const bucket =
    place === undefined ? { bucket: namesOf(config).logsBucket, prefix: "" } : bucketAddress(place);
  if (bucket !== undefined)
    return s3Source(await cx.aws(config.region, { readsAtOnce: READS_AT_ONCE }), bucket);
  const folder = resolve(cx.io.cwd, place ?? "");
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new BadInput("bad_usage", `${place} is no folder`, "--logs takes a folder or an s3:// address");
  }
  return folderSource(folder);
}

/** The register; the first read of all, so it finds out whether there is a bucket. */
async function registerOf(source: LogSource): Promise<RegisterLine[] | undefined> {
  try {
    return await readRegisterFile(source);
  } catch (error) {
    if ((error as Error).name !== "NoSuchBucket") throw error;
    throw new KnownError(
      "stack_missing",
      `there is no bucket ${source.name}`,
      "run ccb apply first, or name a copy of the logs with --logs",
    );
  }
}
