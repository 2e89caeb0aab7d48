import type { Database, DatabaseInput } from "@aws-sdk/client-glue";
import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkTags, checkText, page } from "../../validate.js";
import {
  ERROR,
  checkCatalog,
  databases,
  dropTable,
  findDatabase,
  foldedName,
  tableKey,
  tables,
} from "./rows.js";

/** Databases of the Data Catalog. */
export const databaseHandlers: Handlers<"glue"> = {
  CreateDatabase: (input, call) => {
    checkCatalog(input.CatalogId, call);
    const name = foldedName(input.DatabaseInput?.Name, "databaseInput.name");
    if (databases(call).has(name)) refuse("AlreadyExistsException", "Database already exists.");
    const pairs = Object.entries(input.Tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
    const tags = checkTags(pairs, { error: ERROR });
    const arn = `arn:${call.partition}:glue:${call.region}:${call.account}:database/${name}`;
    const database = databaseOf(name, input.DatabaseInput ?? { Name: name }, call.now, call);
    databases(call).put(name, { arn, database, tags });
    return {};
  },
  GetDatabase: (input, call) => {
    checkCatalog(input.CatalogId, call);
    return { Database: revived(findDatabase(input.Name, call).database) };
  },
  GetDatabases: (input, call) => {
    checkCatalog(input.CatalogId, call);
    const all = databases(call)
      .values()
      .map((row) => revived(row.database))
      .toSorted((a, b) => ((a.Name ?? "") < (b.Name ?? "") ? -1 : 1));
    const { items, nextToken } = page(all, {
      size: input.MaxResults,
      max: 100,
      token: input.NextToken,
      error: ERROR,
    });
    return { DatabaseList: items, NextToken: nextToken };
  },
  UpdateDatabase: (input, call) => {
    checkCatalog(input.CatalogId, call);
    const row = findDatabase(input.Name, call);
    const name = foldedName(input.DatabaseInput?.Name, "databaseInput.name");
    if (name !== row.database.Name) refuse(ERROR, "A database cannot be renamed");
    const created = new Date(row.database.CreateTime ?? call.now);
    const database = databaseOf(name, input.DatabaseInput ?? { Name: name }, created, call);
    databases(call).put(name, { ...row, database });
    return {};
  },
  DeleteDatabase: (input, call) => {
    checkCatalog(input.CatalogId, call);
    const name = findDatabase(input.Name, call).database.Name ?? "";
    for (const table of tables(call).values()) {
      if (table.DatabaseName === name) dropTable(tableKey(name, table.Name ?? ""), call);
    }
    databases(call).delete(name);
    return {};
  },
};

function databaseOf(name: string, given: DatabaseInput, created: Date, call: Call): Database {
  checkText(given.Description, "databaseInput.description", { max: 2048, error: ERROR });
  checkText(given.LocationUri, "databaseInput.locationUri", { min: 1, max: 1024, error: ERROR });
  return {
    ...given,
    Name: name,
    CreateTime: created,
    CreateTableDefaultPermissions: given.CreateTableDefaultPermissions ?? [
      { Principal: { DataLakePrincipalIdentifier: "IAM_ALLOWED_PRINCIPALS" }, Permissions: ["ALL"] },
    ],
    CatalogId: call.account,
  };
}

/** Dates of a kept row are text. */
function revived(database: Database): Database {
  return { ...database, CreateTime: new Date(database.CreateTime ?? 0) };
}
