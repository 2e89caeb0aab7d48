#!/usr/bin/env node
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const program = new URL("../dist/main.js", import.meta.url);
if (existsSync(program)) await import(program.href);
else {
  const folder = fileURLToPath(new URL("..", import.meta.url));
  process.stderr.write(`Error: ccb is not built yet: run \`npm ci && npm run build\` in ${folder}\n`);
  process.exitCode = 1;
}
