import type { Handlers } from "../../call.js";
import { executionHandlers } from "./execution/handlers.js";
import { namedQueryHandlers } from "./named-queries.js";
import { tagHandlers } from "./tags.js";
import { workGroupHandlers } from "./workgroups.js";

/** Amazon Athena: workgroups, named queries, and queries over tables of JSON lines. */
export const athena: Handlers<"athena"> = {
  ...workGroupHandlers,
  ...namedQueryHandlers,
  ...executionHandlers,
  ...tagHandlers,
};
