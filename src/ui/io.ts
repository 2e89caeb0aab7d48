/** The outside world of one run of the command line; tests give their own. */
export interface Io {
  /** Writes to standard output: the result, nothing else. */
  out(text: string): void;
  /** Writes to standard error: progress, prompts, warnings. */
  err(text: string): void;
  /** True when standard error is a terminal that may be redrawn. */
  interactive: boolean;
  /** True when a question can be answered. */
  canAsk: boolean;
  /** True when standard output may carry colour. */
  color: boolean;
  /** Columns of the terminal. */
  columns: number;
  env: NodeJS.ProcessEnv;
  cwd: string;
  /**
   * Asks a question where one can be answered.
   * @throws Interrupted at Ctrl-C or Ctrl-D
   */
  ask(question: string): Promise<string>;
  /** Everything standard input holds, up to a number of bytes and one more; absent where there is none to read. */
  stdin?: (most: number) => Promise<Uint8Array>;
  /** Aborted at the first Ctrl-C. */
  signal: AbortSignal;
}
