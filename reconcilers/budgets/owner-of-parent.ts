import type { Live, ReadContext, Tags } from "../../src/engine/kind.js";
import { STACK_TAG, ownershipOf } from "../../src/engine/ownership.js";

/**
 * Whose something untaggable is: whose the resource is that holds it. Takes no call where the tag index knows that the
 * holder is ours.
 * @param readTags reads the holder's tags from its service
 */
export async function ownerOfParent(
  cx: ReadContext,
  arn: string,
  readTags: () => Promise<Tags>,
): Promise<NonNullable<Live["owner"]>> {
  const tags = await cx.tagsOf(arn, { [STACK_TAG]: cx.stack.name }, readTags);
  const owner = ownershipOf({ kind: "", name: arn, spec: {}, tags, attributes: {} }, cx.stack);
  return owner.whose === "foreign" ? { foreign: owner.owner } : owner.whose;
}
