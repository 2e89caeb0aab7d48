// Builds the program: `node build.js [FOLDER]`, by default into dist/. Types are checked by `npm run typecheck`.
import { build } from "rolldown";

await build({
  // One file and its lazy chunks: reading hundreds of small modules costs more time than running them.
  // The cost report's worker threads start from a file of their own.
  input: { main: "src/main.ts", "report-worker": "src/report/local/worker.ts" },
  platform: "node",
  // AWS clients and the spinner stay in node_modules and are loaded when a command needs them.
  external: [/^@aws-sdk\//, /^@smithy\//, /^@duckdb\//, "ora"],
  cwd: import.meta.dirname,
  output: {
    dir: process.argv[2] ?? "dist",
    format: "esm",
    cleanDir: true,
    // Names stay readable in stack traces.
    minify: { mangle: false },
  },
});
