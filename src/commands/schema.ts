import { jsonSchema } from "../config/json-schema.js";
import type { Context } from "./context.js";

/** `ccb schema`: the JSON Schema of the YAML. */
export function schema(cx: Context): void {
  cx.io.out(`${JSON.stringify(jsonSchema(), null, 2)}\n`);
}
