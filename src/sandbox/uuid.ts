import { createHash } from "node:crypto";
import type { Call } from "./call.js";

/** A fresh identifier in the form `8-4-4-4-12` hexadecimal digits, unique in the account and the same in every rerun. */
export function uuid(call: Call): string {
  const hex = createHash("sha256").update(call.id(12)).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}
