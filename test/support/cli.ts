import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCcb } from "../../src/cli.js";
import { Interrupted } from "../../src/errors.js";
import { temporaryFolder } from "./sandbox.js";

/** Ctrl-C or Ctrl-D in place of an answer. */
export const CTRL_C = Symbol("Ctrl-C");

export interface CliResult {
  code: number;
  out: string;
  err: string;
  /** The questions that were asked. */
  asked: string[];
  /** Standard output as JSON. @throws when it is not exactly one document */
  json<T = Record<string, unknown>>(): T;
}

export interface CliOptions {
  /** Text of `ccb.yaml`. */
  yaml?: string;
  cwd?: string;
  env?: Record<string, string>;
  /** What is typed at every question, or at one after the other; without it there is no terminal. */
  answer?: string | readonly string[] | typeof CTRL_C;
  /** What standard input holds. */
  stdin?: string | Uint8Array;
  signal?: AbortSignal;
  /** Standard output is a terminal. */
  color?: boolean;
}

/** A working folder with a YAML, in which command lines run in process on a simulated account of its own. */
export function workspace(yaml: string) {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "ccb.yaml"), yaml);
  return {
    cwd,
    /** The simulated account's folder. */
    account: join(cwd, ".ccb/sandbox"),
    /** Runs `ccb ARGS --sandbox`, or without. */
    ccb: (args: string, { sandbox = true, ...options }: CliOptions & { sandbox?: boolean } = {}) =>
      ccb(sandbox ? `${args} --sandbox` : args, { cwd, ...options }),
  };
}

/** Runs one command line in process; the words of a text are separated by spaces. */
export async function ccb(args: string | string[], options: CliOptions = {}): Promise<CliResult> {
  let out = "";
  let err = "";
  const { answer, stdin } = options;
  const answers = Array.isArray(answer) ? [...answer] : undefined;
  const asked: string[] = [];
  const words = typeof args === "string" ? args.split(" ").filter(Boolean) : args;
  const code = await runCcb(words, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    interactive: false,
    canAsk: answer !== undefined,
    color: options.color ?? false,
    columns: 80,
    env: { ...options.env },
    cwd: options.cwd ?? temporaryFolder(),
    ask: async (question) => {
      err += question;
      asked.push(question);
      if (answer === CTRL_C) {
        // As the question on a terminal does.
        err += "\n";
        throw new Interrupted();
      }
      return answers === undefined ? String(answer ?? "") : (answers.shift() ?? "");
    },
    ...(stdin === undefined ? {} : { stdin: async () => Buffer.from(stdin) }),
    signal: options.signal ?? new AbortController().signal,
  });
  return { code, out, err, asked, json: <T>() => JSON.parse(out) as T };
}
