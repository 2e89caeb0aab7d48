import type { Ora } from "ora";
import type { Io } from "./io.js";
import { forTerminal } from "./for-terminal.js";
import { startSpinner } from "./spinner.js";

/** Work that ends sooner than this, in milliseconds, shows nothing. */
const PATIENCE = 400;

/** Pause between two lines where nothing can be redrawn, in milliseconds. */
const LINE_EVERY = 2000;

/** Says how far one long piece of work is: one redrawn line on a terminal, a line now and then elsewhere. */
export class LongWork {
  private readonly started: number;
  private told: number;
  private ended = false;
  private spinner: Promise<Ora> | undefined;

  /**
   * @param quiet shows nothing at all
   * @param color whether what is redrawn may carry colour
   * @param clock milliseconds
   */
  constructor(
    private readonly io: Pick<Io, "err" | "interactive">,
    private readonly quiet: boolean,
    private readonly color: boolean,
    private readonly clock: () => number = Date.now,
  ) {
    this.started = clock();
    this.told = this.started;
  }

  /** @param text where the work stands, without a full stop */
  update(text: string): void {
    const now = this.clock();
    if (this.quiet || this.ended || now - this.started < PATIENCE) return;
    if (this.io.interactive) {
      // The spinner writes by itself.
      const safe = forTerminal(text);
      this.spinner ??= startSpinner(safe, this.color);
      void this.spinner.then((spinner) => this.draw(spinner, safe));
    } else if (now - this.told >= LINE_EVERY) {
      this.told = now;
      this.io.err(`${text}\n`);
    }
  }

  /** Clears the line, so that others can be written. */
  async stop(): Promise<void> {
    this.ended = true;
    (await this.spinner)?.stop();
  }

  private draw(spinner: Ora, text: string): void {
    if (!this.ended) spinner.text = text;
  }
}
