import type { Column, StorageDescriptor, TableInput } from "@aws-sdk/client-glue";
import { refuse } from "../../errors.js";
import { checkText } from "../../validate.js";
import { isHiveType } from "./hive-type.js";
import { ERROR, foldedName } from "./rows.js";

/** Checks a table's definition and returns it with what Glue fills in. @throws InvalidInputException */
export function checkedTable(given: TableInput | undefined): TableInput {
  if (given === undefined) refuse(ERROR, "TableInput is required");
  checkText(given.Description, "tableInput.description", { max: 2048, error: ERROR });
  checkText(given.Owner, "tableInput.owner", { min: 1, max: 255, error: ERROR });
  checkText(given.TableType, "tableInput.tableType", { max: 255, error: ERROR });
  checkParameters(given.Parameters);
  if (given.Retention !== undefined && given.Retention < 0) refuse(ERROR, "Retention must be at least 0");
  const keys = given.PartitionKeys ?? [];
  const storage = given.StorageDescriptor;
  checkColumns([...(storage?.Columns ?? []), ...keys]);
  return {
    ...given,
    Name: foldedName(given.Name, "tableInput.name"),
    Retention: given.Retention ?? 0,
    PartitionKeys: keys,
    ...(storage && { StorageDescriptor: checkedStorage(storage) }),
  };
}

/** Checks where and how data lies and returns it with what Glue fills in. @throws InvalidInputException */
export function checkedStorage(storage: StorageDescriptor): StorageDescriptor {
  checkText(storage.Location, "storageDescriptor.location", { max: 2056, error: ERROR });
  checkText(storage.InputFormat, "storageDescriptor.inputFormat", { max: 128, error: ERROR });
  checkText(storage.OutputFormat, "storageDescriptor.outputFormat", { max: 128, error: ERROR });
  checkParameters(storage.Parameters);
  checkParameters(storage.SerdeInfo?.Parameters);
  return {
    Compressed: false,
    NumberOfBuckets: 0,
    SortColumns: [],
    StoredAsSubDirectories: false,
    ...storage,
    Columns: storage.Columns ?? [],
  };
}

/**
 * Checks columns. Columns and partition keys share one set of names; Hive takes upper and lower case as the same.
 * @throws InvalidInputException
 */
export function checkColumns(columns: readonly Column[]): void {
  const seen = new Set<string>();
  for (const { Name = "", Type, Comment } of columns) {
    if (Name.length < 1 || Name.length > 255)
      refuse(ERROR, "A column's name must be 1 to 255 characters long");
    if (Type !== undefined && !isHiveType(Type)) {
      refuse(ERROR, `Error: type expected at the position 0 of '${Type}' (column ${Name})`);
    }
    checkText(Comment, `comment of column ${Name}`, { max: 255, error: ERROR });
    const folded = Name.toLowerCase();
    if (seen.has(folded)) refuse(ERROR, `Duplicate column name: ${Name}`);
    seen.add(folded);
  }
}

/** @throws InvalidInputException for a key or a value that is too long */
export function checkParameters(parameters: Record<string, string> | undefined): void {
  for (const [key, value] of Object.entries(parameters ?? {})) {
    if (key.length < 1 || key.length > 255)
      refuse(ERROR, `Parameter key '${key}' must be 1 to 255 characters long`);
    if (value.length > 512_000)
      refuse(ERROR, `The value of parameter ${key} is longer than 512000 characters`);
  }
}
