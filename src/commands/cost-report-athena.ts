import { namesOf } from "../config/names.js";
import type { Config } from "../config/schema.js";
import type { RegisterLine } from "../register/register.js";
import { engineQuery } from "../report/query.js";
import type { UsageResult } from "../report/usage.js";
import type { Context } from "./context.js";

/** Usage of months by engine `athena`. */
export async function athenaMonths(
  cx: Context,
  config: Config,
  register: RegisterLine[],
): Promise<(month: string) => Promise<UsageResult>> {
  const aws = await cx.aws(config.region);
  const { athenaUsage } = await import("../report/athena/usage.js");
  const { identifyStack } = await import("../stack/composition.js");
  const stack = await identifyStack(aws, config);
  return async (month) => {
    const found = await athenaUsage(aws, {
      names: namesOf(config),
      stack,
      query: engineQuery(config, month, register),
      now: new Date(),
      signal: cx.io.signal,
    });
    const megabytes = (found.scan.bytes / 1e6).toFixed(1);
    cx.say(`Athena scanned ${megabytes} MB for ${month}, about $${found.scanCostUsd.toFixed(6)}.`);
    return found;
  };
}
