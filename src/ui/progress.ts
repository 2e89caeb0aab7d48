import type { Ora } from "ora";
import { counted } from "../counted.js";
import type { ExecuteEvent } from "../engine/execute.js";
import type { Io } from "./io.js";
import { forTerminal } from "./for-terminal.js";
import { startSpinner } from "./spinner.js";

/** Shows a run's progress: one redrawn line on a terminal, one line an event elsewhere. */
export class Progress {
  private done = 0;
  private throttled = 0;
  private readonly running = new Set<string>();

  private constructor(
    private readonly io: Io,
    private readonly total: number,
    private readonly spinner: Ora | undefined,
  ) {}

  /**
   * @param quiet shows nothing at all
   * @param color whether what is redrawn may carry colour
   */
  static async start(io: Io, total: number, quiet: boolean, color: boolean): Promise<Progress> {
    if (quiet || !io.interactive) return new Progress(io, quiet ? 0 : total, undefined);
    return new Progress(io, total, await startSpinner("starting", color));
  }

  event(event: ExecuteEvent): void {
    if (event.type === "start") this.running.add(event.change.name);
    if (event.type === "settled") {
      this.running.delete(event.change.name);
      this.done += 1;
      const { status, error } = event.outcome;
      if (this.spinner === undefined && this.total > 0) {
        const why = error === undefined ? "" : `: ${error}`;
        const count = `[${String(this.done).padStart(String(this.total).length)}/${this.total}]`;
        this.io.err(
          `${count} ${status} ${event.change.action} ${event.change.kind} ${event.change.name}${why}\n`,
        );
      }
    }
    this.draw();
  }

  /** A call was throttled and waits. */
  throttle(): void {
    this.throttled += 1;
    this.draw();
  }

  stop(): void {
    this.spinner?.stop();
  }

  private draw(): void {
    if (this.spinner === undefined) return;
    const names = [...this.running];
    const what = names.slice(0, 2).join(", ") + (names.length > 2 ? ` and ${names.length - 2} more` : "");
    const slowed =
      this.throttled === 0 ? "" : ` (AWS throttled ${counted(this.throttled, "call")}; slowed down)`;
    // The spinner writes by itself.
    this.spinner.text = forTerminal(`${this.done} of ${this.total} ${what}${slowed}`);
  }
}
