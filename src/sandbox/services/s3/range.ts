import { refuse } from "../../errors.js";

/**
 * The bytes a Range header asks for, both ends included; undefined means the whole object, as for a header S3 ignores.
 * @throws InvalidRange (416)
 */
export function cutRange(header: string | undefined, size: number): { from: number; to: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (match === null || (match[1] === "" && match[2] === "")) return undefined;
  const [, first = "", last = ""] = match;
  const from = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (from >= size) refuse("InvalidRange", "The requested range is not satisfiable", 416);
  return to < from ? undefined : { from, to };
}
