import { createInterface } from "node:readline";
import { Interrupted } from "../errors.js";

interface Terminal {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
  signal: AbortSignal;
}

/**
 * Asks one question on a terminal. Readline reads Ctrl-C and Ctrl-D as keys and closes without an answer: that is never
 * an empty answer, which would stand for the default.
 * @throws Interrupted at Ctrl-C, Ctrl-D, the end of the input or when the signal is aborted; the line is ended then
 */
export function askOn({ input, output, signal }: Terminal, question: string): Promise<string> {
  if (signal.aborted) return Promise.reject(new Interrupted());
  return new Promise((resolve, reject) => {
    const reader = createInterface({ input, output });
    const close = (): void => reader.close();
    let answer: string | undefined;
    signal.addEventListener("abort", close);
    reader.on("SIGINT", close);
    reader.once("close", () => {
      signal.removeEventListener("abort", close);
      if (answer !== undefined) return resolve(answer);
      output.write("\n");
      reject(new Interrupted());
    });
    reader.question(question, (text) => {
      answer = text;
      close();
    });
  });
}
