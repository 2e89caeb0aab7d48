import { type KnownAs, knownAs } from "../../src/config/known-as.js";
import { countSql } from "../../src/report/athena/counts-sql.js";
import { metadataText } from "../../src/report/athena/metadata-sql.js";
import { decimalText } from "../../src/report/money.js";
import { type PriceRow, type Prices, cacheWritePrice, priceRows } from "../../src/report/prices.js";
import { BadInput } from "../../src/errors.js";
import { renderText, templateText } from "../../src/templates.js";
import type { Composition } from "../compose.js";

/** A saved query: its file under `templates/athena/`, its name, and what it is for. */
interface CostQuery {
  file: string;
  name: string;
  description: string;
  /** SQL expression: first day of its window. */
  since: string;
}

/** Longest statement Athena takes, in characters (Service Quotas, "Query string length"). */
const STATEMENT_MAX = 262_144;

const FIRST_DAY = "0001-01-01";
const LAST_DAY = "9999-12-31";
/** Largest BIGINT, for a prompt size without a limit. */
const NO_LIMIT = "9223372036854775807";

/** The three saved queries. */
export function costQueries(c: Composition): CostQuery[] {
  const { perDeveloperWeeklyCost, perDeveloperMonthlyCost, dailyCostTrend } = c.names.namedQueries;
  return [
    {
      file: "per-developer-weekly-cost",
      name: perDeveloperWeeklyCost,
      description: "Cost of Claude by developer and week, last eight weeks",
      since: "date_add('week', -7, date_trunc('week', current_date))",
    },
    {
      file: "per-developer-monthly-cost",
      name: perDeveloperMonthlyCost,
      description: "Cost of Claude by developer and month, last three months",
      since: "date_add('month', -2, date_trunc('month', current_date))",
    },
    {
      file: "daily-cost-trend",
      name: dailyCostTrend,
      description: "Cost of Claude by day, last 30 days",
      since: "date_add('day', -29, current_date)",
    },
  ];
}

/**
 * The statement of a saved query: Athena engine version 3 (Trino), priced from the price table of `report/prices.ts`.
 * @throws BadInput when it gets longer than Athena takes
 */
export function costQuerySql(c: Composition, query: Pick<CostQuery, "file" | "since">): string {
  const { pricing } = c.config.report;
  const { asOf } = JSON.parse(templateText("prices/claude.json")) as { asOf: string };
  const pricedCalls = renderText("athena/priced-calls.sql", {
    asOf,
    since: query.since,
    cacheWriteTtl: pricing.cacheWriteTtl,
    database: c.names.glueDatabase,
    logsTable: c.names.invocationLogsTable,
    profilesTable: c.names.inferenceProfilesTable,
    prices: priceValues(priceRows(pricing.overrides), pricing.cacheWriteTtl),
    account: c.stack.account,
    ...knownRows(c),
    inputCount: countSql("input_text"),
    outputCount: countSql("output_text"),
    readCount: countSql("read_text"),
    writeCount: countSql("write_text"),
    metadataName: metadataName(c.config.attribution.metadataKey),
  });
  const totals = renderText("athena/totals.sql", { factor: discountFactor(pricing.discountPercent) });
  const sql = renderText(`athena/${query.file}.sql`, {
    pricedCalls: pricedCalls.trimEnd(),
    totals: totals.trimEnd(),
  }).trimEnd();
  if (sql.length > STATEMENT_MAX) {
    throw new BadInput(
      "query_too_long",
      `the saved Athena query ${query.file} would have ${sql.length} characters, and Athena takes ${STATEMENT_MAX}: it names every developer's principals`,
      "leave out principals that say no more than the developer's name, or use fewer of them",
    );
  }
  return sql;
}

/** One row a price and prompt size. */
function priceValues(rows: readonly PriceRow[], ttl: "5m" | "1h"): string {
  const tiers = rows.flatMap((row) => {
    const above = row.longPromptAboveTokens;
    if (above === undefined || row.longPrompt === undefined)
      return [priceValue(row, row, "-1", NO_LIMIT, ttl)];
    return [
      priceValue(row, row, "-1", String(above), ttl),
      priceValue(row, row.longPrompt, String(above), NO_LIMIT, ttl),
    ];
  });
  return tiers.join(",\n");
}

function priceValue(row: PriceRow, prices: Prices, above: string, upTo: string, ttl: "5m" | "1h"): string {
  const days = [row.from ?? FIRST_DAY, row.until ?? LAST_DAY].map((day) => `DATE ${quoted(day)}`);
  const classes = [prices.input, prices.output, prices.cacheRead, cacheWritePrice(prices, ttl)];
  const amounts = classes.map((price) => (price === undefined ? "NULL" : decimalText(price)));
  return `    (${[quoted(row.id), ...days, above, upTo, ...amounts].join(", ")})`;
}

/** How developers are known besides their own name, each kind as rows of SQL: its name and the developer. */
function knownRows(c: Composition): Record<keyof KnownAs, string> {
  const { principals, roles, sessions } = knownAs(c.developers);
  return { principals: pairs(principals), roles: pairs(roles), sessions: pairs(sessions) };
}

/** A list of values must not be empty: without a name it holds one row that matches nothing. */
function pairs(known: ReadonlyMap<string, string>): string {
  if (known.size === 0) return "    (CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR))";
  return [...known].map(([name, user]) => `    (${quoted(name)}, ${quoted(user)})`).join(",\n");
}

/** SQL expression: the developer's name by word of the call's metadata. */
function metadataName(key: string | null): string {
  return key === null ? "CAST(NULL AS VARCHAR)" : metadataText("metadata_json", key);
}

/** What is left of a price after the discount, exactly: 12.5 per cent leaves `0.875`. */
function discountFactor(percent: number): string {
  const [whole = "0", fraction = ""] = decimalText(percent).split(".");
  const scale = 10n ** BigInt(fraction.length);
  const left = 100n * scale - BigInt(whole + fraction);
  const digits = String(left).padStart(fraction.length + 3, "0");
  const point = digits.length - fraction.length - 2;
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
