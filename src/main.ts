import { runCcb } from "./cli.js";
import { EXIT } from "./errors.js";

const interrupt = new AbortController();
let asking = false;
process.on("SIGINT", () => {
  if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
  interrupt.abort();
  // At a question nothing is under way.
  if (asking) return;
  process.stderr.write("\nInterrupted: finishing the calls under way. Press Ctrl-C again to stop at once.\n");
});
// A reader that has seen enough (head, less) closes the pipe: that is no error.
const outputFailed = (error: NodeJS.ErrnoException): never => {
  if (error.code === "EPIPE") process.exit(EXIT.done);
  process.stderr.write(`Error: the result could not be written: ${error.message}\n`);
  process.exit(EXIT.error);
};
process.stdout.on("error", outputFailed);
// Nobody can be told that nobody can be told.
process.stderr.on("error", () => {});

const inCi = process.env["CI"] !== undefined && process.env["CI"] !== "false";
const code = await runCcb(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  // A terminal of no width cannot be redrawn.
  interactive: process.stderr.isTTY === true && process.stderr.columns > 0 && !inCi,
  canAsk: process.stdin.isTTY === true && process.stderr.isTTY === true,
  color: process.stdout.isTTY === true,
  columns: process.stdout.columns || 80,
  env: process.env,
  cwd: process.cwd(),
  ask: async (question) => {
    const { askOn } = await import("./ui/ask.js");
    const terminal = { input: process.stdin, output: process.stderr, signal: interrupt.signal };
    asking = true;
    try {
      return await askOn(terminal, question);
    } finally {
      asking = false;
    }
  },
  stdin: async (most) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > most) break;
    }
    return Buffer.concat(chunks).subarray(0, most + 1);
  },
  signal: interrupt.signal,
});
// Once the result is out, calls that an error or Ctrl-C made pointless must not keep the process waiting.
process.stdout.write("", (error) => (error ? outputFailed(error) : process.exit(code)));
