import type { Handlers } from "../../call.js";
import { databaseHandlers } from "./databases.js";
import { partitionBatchHandlers } from "./partition-batches.js";
import { partitionHandlers } from "./partitions.js";
import { tableHandlers } from "./tables.js";
import { tagHandlers } from "./tags.js";

/** AWS Glue: databases, tables and partitions of the Data Catalog. */
export const glue: Handlers<"glue"> = {
  ...databaseHandlers,
  ...tableHandlers,
  ...partitionHandlers,
  ...partitionBatchHandlers,
  ...tagHandlers,
};
