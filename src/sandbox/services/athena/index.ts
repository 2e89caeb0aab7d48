import type { Handlers } from "../../call.js";
import { namedQueryHandlers } from "./named-queries.js";
import { tagHandlers } from "./tags.js";
import { workGroupHandlers } from "./workgroups.js";

/** Amazon Athena: workgroups and named queries. */
export const athena: Handlers<"athena"> = { ...workGroupHandlers, ...namedQueryHandlers, ...tagHandlers };
