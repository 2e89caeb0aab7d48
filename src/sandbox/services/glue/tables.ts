import type { Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { page } from "../../validate.js";
import {
  ERROR,
  type TableRow,
  checkCatalog,
  dropTable,
  findDatabase,
  findTable,
  tableKey,
  tables,
} from "./rows.js";
import { checkedTable } from "./table-input.js";

/** Tables of the Data Catalog. Only the newest version of a table is kept. */
export const tableHandlers: Handlers<"glue"> = {
  CreateTable: (input, call) => {
    checkCatalog(input.CatalogId, call);
    const DatabaseName = findDatabase(input.DatabaseName, call).database.Name ?? "";
    const given = checkedTable(input.TableInput);
    const key = tableKey(DatabaseName, given.Name ?? "");
    if (tables(call).has(key)) refuse("AlreadyExistsException", "Table already exists.");
    const { ViewDefinition: _view, ...plain } = given;
    tables(call).put(key, {
      ...plain,
      DatabaseName,
      CreateTime: call.now,
      UpdateTime: call.now,
      CreatedBy: call.caller,
      IsRegisteredWithLakeFormation: false,
      CatalogId: call.account,
      VersionId: "0",
      IsMultiDialectView: false,
    });
    return {};
  },
  GetTable: (input, call) => ({ Table: revived(findTable(input, call)) }),
  GetTables: (input, call) => {
    checkCatalog(input.CatalogId, call);
    const { Name } = findDatabase(input.DatabaseName, call).database;
    const pattern = expression(input.Expression);
    const all = tables(call)
      .values()
      .filter((table) => table.DatabaseName === Name && pattern.test(table.Name ?? ""))
      .map(revived)
      .toSorted((a, b) => ((a.Name ?? "") < (b.Name ?? "") ? -1 : 1));
    const { items, nextToken } = page(all, {
      size: input.MaxResults,
      max: 100,
      token: input.NextToken,
      error: ERROR,
    });
    return { TableList: items, NextToken: nextToken };
  },
  UpdateTable: (input, call) => {
    const given = checkedTable(input.TableInput);
    const { ViewDefinition: _view, ...plain } = given;
    const row = findTable({ ...input, Name: given.Name }, call);
    if (input.VersionId !== undefined && input.VersionId !== row.VersionId) {
      refuse("ConcurrentModificationException", "Update table failed due to concurrent modifications.");
    }
    // The definition is replaced as a whole; only what Glue keeps by itself stays.
    tables(call).put(tableKey(row.DatabaseName ?? "", row.Name ?? ""), {
      ...plain,
      DatabaseName: row.DatabaseName,
      CreateTime: row.CreateTime,
      UpdateTime: call.now,
      CreatedBy: row.CreatedBy,
      IsRegisteredWithLakeFormation: row.IsRegisteredWithLakeFormation,
      CatalogId: row.CatalogId,
      VersionId: String(Number(row.VersionId) + 1),
      IsMultiDialectView: row.IsMultiDialectView,
    });
    return {};
  },
  DeleteTable: (input, call) => {
    const row = findTable(input, call);
    dropTable(tableKey(row.DatabaseName ?? "", row.Name ?? ""), call);
    return {};
  },
};

/** The name pattern of GetTables: a regular expression over the whole name. */
function expression(text: string | undefined): RegExp {
  if (text === undefined || text === "") return /^/;
  try {
    return new RegExp(`^(?:${text})$`, "i");
  } catch {
    refuse(ERROR, `Invalid expression: ${text}`);
  }
}

/** Dates of a kept row are text. */
function revived(table: TableRow): TableRow {
  const dates = ["CreateTime", "UpdateTime", "LastAccessTime", "LastAnalyzedTime"] as const;
  const found = dates.flatMap((member) => {
    const kept = table[member];
    return kept === undefined ? [] : [[member, new Date(kept)] as const];
  });
  return { ...table, ...Object.fromEntries(found) };
}
