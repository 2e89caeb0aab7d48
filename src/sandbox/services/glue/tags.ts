import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { mergeTags, tagMap, withoutTags } from "../../validate.js";
import { type DatabaseRow, ERROR, databases } from "./rows.js";

/** Tags of databases. */
export const tagHandlers: Handlers<"glue"> = {
  TagResource: (input, call) => {
    const [name, row] = find(input.ResourceArn, call);
    const added = Object.entries(input.TagsToAdd ?? {}).map(([Key, Value]) => ({ Key, Value }));
    databases(call).put(name, { ...row, tags: mergeTags(row.tags, added, { error: ERROR }) });
    return {};
  },
  UntagResource: (input, call) => {
    const [name, row] = find(input.ResourceArn, call);
    databases(call).put(name, { ...row, tags: withoutTags(row.tags, input.TagsToRemove) });
    return {};
  },
  GetTags: (input, call) => ({ Tags: tagMap(find(input.ResourceArn, call)[1].tags) }),
};

function find(arn: string | undefined, call: Call): [string, DatabaseRow] {
  const prefix = `arn:${call.partition}:glue:${call.region}:${call.account}:database/`;
  if (arn?.startsWith(prefix) !== true) refuse(ERROR, `Tagging is not supported for ${arn}`);
  const name = arn.slice(prefix.length);
  const row = databases(call).get(name);
  if (row === undefined) refuse("EntityNotFoundException", `Database ${name} not found.`);
  return [name, row];
}
