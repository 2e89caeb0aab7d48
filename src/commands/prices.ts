import { existsSync } from "node:fs";
import { nearest, quote } from "../config/messages.js";
import { splitModelId } from "../config/model-id.js";
import type { Config } from "../config/schema.js";
import { BadInput } from "../errors.js";
import { sourceOf } from "../developers/find-profiles.js";
import { chargedId } from "../report/charged-id.js";
import { type ListedPrice, listPrices } from "../report/render/price-list.js";
import { priceProvenance } from "../report/render/provenance.js";
import type { Context } from "./context.js";
import { renderPrices } from "./prices-view.js";

/**
 * `ccb prices [MODEL]`: the prices calls are charged at, with the YAML's overrides and discount. No call to AWS. Without
 * a configuration file where one is looked for by default, the built-in prices.
 * @param model an id with or without prefix, an alias of the YAML, the model's name, or a part of an id; all rows without
 * @throws BadInput for a model nothing is known of, with one that is near, if any is
 */
export async function prices(cx: Context, model?: string): Promise<void> {
  const config = await configurationIfAny(cx);
  const { overrides, discountPercent, cacheWriteTtl } = config?.report.pricing ?? {
    ...{ overrides: {}, discountPercent: 0, cacheWriteTtl: "5m" as const },
  };
  const all = listPrices({ overrides, discountPercent });
  const rows = model === undefined ? all : find(all, model, config);
  const provenance = priceProvenance();
  cx.result(
    { ...provenance, discountPercent, cacheWriteTtl, rows },
    renderPrices({ rows, provenance, discountPercent, paint: cx.paint, columns: cx.io.columns }),
  );
}

async function configurationIfAny(cx: Context): Promise<Config | undefined> {
  if (cx.namedConfig() === undefined && !existsSync(cx.configFile())) return undefined;
  return (await cx.configuration()).config;
}

function find(rows: readonly ListedPrice[], wanted: string, config: Config | undefined): ListedPrice[] {
  const aliases = Object.keys(config?.models ?? {});
  const known = new Set(rows.map((row) => row.id));
  const id =
    config !== undefined && aliases.includes(wanted)
      ? chargedId(sourceOf(config, wanted), config.region, (one) => known.has(one))
      : wanted;
  const byId = rows.filter((row) => row.id === id);
  if (byId.length > 0) return byId;
  const byName = rows.filter((row) => nameOf(row.id) === nameOf(id));
  // A prefix that is priced nowhere must not be shown another prefix's price.
  if (byName.length > 0 && splitModelId(id).geography === undefined) return byName;
  const byPart = rows.filter((row) => row.id.includes(wanted));
  if (byPart.length > 0 && wanted.length > 2) return byPart;
  const candidates = [...rows.map((row) => row.id), ...rows.map((row) => nameOf(row.id)), ...aliases];
  const best = nearest(wanted, candidates);
  throw new BadInput(
    "unknown_model",
    `there is no price for ${quote(wanted)}`,
    `${best === undefined ? "" : `did you mean ${best}? `}ccb prices lists all; report.pricing.overrides adds one`,
  );
}

/** `claude-opus-4-6` for `us.anthropic.claude-opus-4-6-v1`. */
function nameOf(id: string): string {
  return splitModelId(id)
    .model.replace(/^anthropic\./, "")
    .replace(/-v\d+(?::\d+)?$/, "");
}
