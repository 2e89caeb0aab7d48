import { page } from "../../validate.js";
import { VALIDATION } from "./role-row.js";

/** One page in IAM's manner: 100 items unless told, at most 1,000; `Marker` only where more follows. */
export function listPage<T>(
  items: readonly T[],
  input: { MaxItems?: number | undefined; Marker?: string | undefined },
): { items: T[]; IsTruncated: boolean; Marker?: string } {
  const cut = page(items, {
    size: input.MaxItems,
    max: 1000,
    default: 100,
    token: input.Marker,
    error: VALIDATION,
    member: "MaxItems",
  });
  return {
    items: cut.items,
    IsTruncated: cut.nextToken !== undefined,
    ...(cut.nextToken !== undefined && { Marker: cut.nextToken }),
  };
}
