import type { Config } from "../config/schema.js";
import type { RegisterLine } from "../register/register.js";
import type { PricedUsage } from "./aggregate.js";
import { Attribution, type Caller } from "./attribute.js";
import { chargedId } from "./charged-id.js";
import { RegisterHistory } from "./history.js";
import { pricedModel } from "./model.js";
import { ZERO } from "./money.js";
import { ownAccounts } from "./own-accounts.js";
import { type TokenPrices, costOf } from "./price-table.js";
import { engineQuery, priceTable } from "./query.js";
import { type Dimension, METADATA, type RowDimensions, metadataKeysOf } from "./report-types.js";
import { type UsageResult, type UsageRow, slotStart } from "./usage.js";

/** What prices and owners of a month's usage follow from. */
export interface AccountInput {
  config: Config;
  /** `YYYY-MM`. */
  month: string;
  /** Lines of the profile register, in the order of the file. */
  register: readonly RegisterLine[];
  usage: UsageResult;
  /** What the report is split by; what the usage was asked for. */
  groupBy?: readonly Dimension[];
  /** The one account whose calls are looked at. */
  account?: string | undefined;
  /** Account of the stack, where the logs are those of its own bucket. */
  stackAccount?: string | undefined;
}

/** A class of calls with its price and owner. */
export interface AccountedUsage extends PricedUsage {
  /** What its tokens cost; undefined when the model is not in the price table. */
  prices: TokenPrices | undefined;
  /** Cache writes of unknown lifetime, in tokens. */
  assumedTtlTokens: number;
  /** See `UsageRow`. */
  oddCounts: number;
  /** Its service tier; null for the standard one. */
  tier: string | null;
  /** What tells whose the calls are. */
  caller: Caller;
}

/** Prices and attributes what an engine found, class by class. */
export function accountFor(input: AccountInput): AccountedUsage[] {
  const { config, month, register, usage, groupBy = [], account } = input;
  const query = engineQuery(config, month, register, metadataKeysOf(groupBy));
  const table = priceTable(config);
  const history = new RegisterHistory(register);
  const attribution = attributionOf(input, history);
  const hour = config.report.pricing.cacheWriteTtl === "1h";
  const rows = account === undefined ? usage.rows : usage.rows.filter((row) => row.account === account);
  return rows.map((row) => {
    const at = slotStart(query, row.slot);
    const named = pricedModel(row, at, history, table);
    const model = named?.id ?? null;
    const isPriced = (id: string) => table.has(id, row.day);
    const prices =
      model === null ? undefined : table.find(chargedId(model, row.region, isPriced), row.day, row.band);
    const caller = callerOf(row, config, query.metadataKeys);
    const { developer, team, project, costCenter } = attribution.owner(caller, at);
    const { day, region, principal, cacheWriteUnknownTokens } = row;
    const item: AccountedUsage = {
      dimensions: {
        ...{ developer, team, project, costCenter, model, day, region, principal, account: row.account },
        ...metadataOf(row, query.metadataKeys),
      },
      invocations: row.invocations,
      errors: row.errors,
      unmetered: row.unmetered,
      refusals: row.refused ? row.invocations : 0,
      otherTier: row.tier === null ? 0 : row.invocations,
      inferred: named?.inferred === true && prices !== undefined ? row.invocations : 0,
      inputTokens: row.inputTokens,
      cacheReadTokens: row.cacheReadTokens,
      cacheWrite5mTokens: row.cacheWrite5mTokens + (hour ? 0 : cacheWriteUnknownTokens),
      cacheWrite1hTokens: row.cacheWrite1hTokens + (hour ? cacheWriteUnknownTokens : 0),
      outputTokens: row.outputTokens,
      cost: ZERO,
      prices,
      assumedTtlTokens: cacheWriteUnknownTokens,
      oddCounts: row.oddCounts,
      tier: row.tier,
      caller,
    };
    if (prices !== undefined) item.cost = costOf(prices, item);
    return item;
  });
}

/** Who owns the calls of an input. */
export function attributionOf(
  { config, register, usage, stackAccount }: AccountInput,
  history: RegisterHistory,
): Attribution {
  const { accounts } = ownAccounts({ config, register, rows: usage.rows, stackAccount });
  return new Attribution(config, history, register, accounts);
}

function callerOf(row: UsageRow, { attribution }: Config, metadataKeys: readonly string[]): Caller {
  const { modelId, principal, account } = row;
  const { metadataKey } = attribution;
  const named = metadataKey === null ? null : row.metadata[metadataKeys.indexOf(metadataKey)];
  return { modelId, principal, account, named: named ?? null };
}

function metadataOf({ metadata }: UsageRow, keys: readonly string[]): RowDimensions {
  return Object.fromEntries(keys.map((key, i) => [METADATA + key, metadata[i] ?? null]));
}
