import { type AccountInput, type AccountedUsage, accountFor } from "./account.js";
import { groupRows, totalsOf } from "./aggregate.js";
import type { Dimension, EngineName, Report, UnpricedModel } from "./report-types.js";
import { warningsOf } from "./warnings.js";

export interface ReportInput extends AccountInput {
  groupBy: readonly Dimension[];
  engine: EngineName;
  /** Lines of the register that could not be read. */
  unreadableRegisterLines?: number;
  /** There is no register at all. */
  noRegister?: boolean;
  /** The calls are those of the simulated account: nobody made them. */
  simulated?: boolean;
  /** Today; days of a month that is not over are no gaps in the logs. */
  now: Date;
}

/**
 * Prices and attributes what an engine found. The same usage gives the same report, whatever the engine.
 * @param accounted what {@link accountFor} makes of the input, where it is known already
 */
export function buildReport(
  input: ReportInput,
  accounted: readonly AccountedUsage[] = accountFor(input),
): Report {
  const { usage, month, engine, groupBy, account } = input;
  return {
    month,
    engine,
    currency: "USD",
    groupBy: [...groupBy],
    ...(account === undefined ? {} : { account }),
    rows: groupRows(accounted, groupBy),
    totals: totalsOf(accounted),
    unpriced: unpricedModels(accounted),
    malformed: usage.malformed,
    duplicates: usage.duplicates,
    warnings: warningsOf(accounted, input),
    scan: usage.scan,
  };
}

/** By calls, most first. Failed calls cost nothing, so they are not unpriced. */
function unpricedModels(accounted: readonly AccountedUsage[]): UnpricedModel[] {
  const unknown = accounted.filter(({ prices, invocations }) => prices === undefined && invocations > 0);
  return groupRows(unknown, ["model"])
    .map(({ model = null, invocations, inputTokens, outputTokens }) => ({
      model,
      invocations,
      inputTokens,
      outputTokens,
    }))
    .toSorted((a, b) => b.invocations - a.invocations);
}
