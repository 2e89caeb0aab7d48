// Compiles the byte scanner of the cost report: `node build-walker.js`, after each change of a file of
// src/report/local/walker.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import wabt from "wabt";

const folder = join(import.meta.dirname, "src/report/local");

/** The module of all files of the folder, in base64. @returns {Promise<string>} */
export async function compiledWalker() {
  const files = readdirSync(join(folder, "walker")).toSorted();
  const parts = files.map((file) => readFileSync(join(folder, "walker", file), "utf8"));
  const { parseWat } = await wabt();
  const module = parseWat("walker.wat", `(module\n${parts.join("\n")})`, { simd: true });
  module.validate();
  return Buffer.from(module.toBinary({}).buffer).toString("base64");
}

if (process.argv[1] === import.meta.filename) {
  const code = await compiledWalker();
  const lines = code.match(/.{1,100}/g).map((line) => `  "${line}"`);
  writeFileSync(
    join(folder, "json-walker-code.ts"),
    `/** The files of \`walker\`, compiled by \`build-walker.js\`: WebAssembly, base64. */
export const JSON_WALKER =
${lines.join(" +\n")};
`,
  );
}
