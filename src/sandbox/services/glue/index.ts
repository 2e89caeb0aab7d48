import type { Handlers } from "../../call.js";
import { databaseHandlers } from "./databases.js";
import { tableHandlers } from "./tables.js";
import { tagHandlers } from "./tags.js";

/** AWS Glue: databases and tables of the Data Catalog. */
export const glue: Handlers<"glue"> = { ...databaseHandlers, ...tableHandlers, ...tagHandlers };
