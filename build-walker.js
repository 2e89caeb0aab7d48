// Compiles the byte scanner of the cost report: `node build-walker.js`, after each change of json-walker.wat.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import wabt from "wabt";

const folder = join(import.meta.dirname, "src/report/local");
const { parseWat } = await wabt();
const module = parseWat("json-walker.wat", readFileSync(join(folder, "json-walker.wat"), "utf8"), {
  simd: true,
});
module.validate();
const code = Buffer.from(module.toBinary({}).buffer).toString("base64");
const lines = code.match(/.{1,100}/g).map((line) => `  "${line}"`);
writeFileSync(
  join(folder, "json-walker-code.ts"),
  `/** \`json-walker.wat\`, compiled by \`build-walker.js\`: WebAssembly, base64. */
export const JSON_WALKER =
${lines.join(" +\n")};
`,
);
