import { resolve } from "node:path";
import { loadPlan } from "../stack/saved-plan.js";
import { renderPlace } from "../ui/place.js";
import { renderPlan } from "../ui/plan-view.js";
import type { Context } from "./context.js";

/** `ccb show PLANFILE`: a saved plan as `ccb plan` showed it. No call to AWS. */
export function show(cx: Context, file: string): void {
  const { plan, kept, options, simulated } = loadPlan(resolve(cx.io.cwd, file));
  const { account, region, stack: name, summary, warnings } = plan;
  const changes = plan.changes.map(({ calls, fields, ...change }) => ({
    ...change,
    steps: calls,
    fields: fields.map(({ path, before, after, replaces }) => ({
      ...{ path, before, after },
      ...(replaces === undefined ? {} : { replaces }),
    })),
  }));
  const place = { stack: { name, account, region, partition: "" }, endpoints: [], simulated };
  const view = { changes, kept, warnings, unchanged: summary.unchanged };
  const text = renderPlan(view, cx.paint, cx.options.verbose === true);
  cx.result({ ...plan, options }, renderPlace(place, cx.paint) + text);
}
