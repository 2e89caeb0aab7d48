import type { Ora } from "ora";
import { counted } from "../counted.js";
import type { ExecuteEvent } from "../engine/execute.js";
import { elapsed } from "./elapsed.js";
import type { Io } from "./io.js";
import { forTerminal } from "./for-terminal.js";
import { startSpinner } from "./spinner.js";

const TICK_MS = 1000;
/** Where nothing can be redrawn, a line says that work goes on when none did for so long. */
const SILENCE_MS = 30_000;

/** Shows a run's progress and the time it takes: one redrawn line on a terminal, one line an event elsewhere. */
export class Progress {
  private done = 0;
  private throttled = 0;
  private readonly running = new Map<string, { name: string; since: number }>();
  private readonly started: number;
  private told: number;
  private readonly timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly io: Io,
    private readonly total: number,
    private readonly spinner: Ora | undefined,
    private readonly clock: () => number,
  ) {
    this.started = clock();
    this.told = this.started;
    if (total === 0) return;
    this.timer = setInterval(() => this.tick(), TICK_MS);
    this.timer.unref();
  }

  /**
   * @param quiet shows nothing at all
   * @param color whether what is redrawn may carry colour
   * @param clock milliseconds
   */
  static async start(
    io: Io,
    total: number,
    quiet: boolean,
    color: boolean,
    clock: () => number = Date.now,
  ): Promise<Progress> {
    if (quiet || !io.interactive) return new Progress(io, quiet ? 0 : total, undefined, clock);
    return new Progress(io, total, await startSpinner("starting", color), clock);
  }

  event(event: ExecuteEvent): void {
    const { key, name } = event.change;
    if (event.type === "start") this.running.set(key, { name, since: this.clock() });
    if (event.type === "settled") {
      const took = this.clock() - (this.running.get(key)?.since ?? this.clock());
      this.running.delete(key);
      this.done += 1;
      this.settled(event, took);
    }
    this.draw();
  }

  /** A call was throttled and waits. */
  throttle(): void {
    this.throttled += 1;
    this.draw();
  }

  stop(): void {
    clearInterval(this.timer);
    this.spinner?.stop();
  }

  private settled({ change, outcome }: ExecuteEvent & { type: "settled" }, took: number): void {
    if (this.spinner !== undefined || this.total === 0) return;
    const why = outcome.error === undefined ? "" : `: ${outcome.error}`;
    const time = took < TICK_MS ? "" : ` (${elapsed(took)})`;
    const count = `[${String(this.done).padStart(String(this.total).length)}/${this.total}]`;
    const { action, kind, name } = change;
    this.say(`${count} ${outcome.status} ${action} ${kind} ${name}${time}${why}`);
  }

  private tick(): void {
    this.draw();
    if (this.spinner !== undefined || this.clock() - this.told < SILENCE_MS) return;
    this.say(`still working after ${elapsed(this.clock() - this.started)}: ${this.underWay()}`);
  }

  private say(line: string): void {
    this.told = this.clock();
    this.io.err(`${line}\n`);
  }

  private underWay(): string {
    const names = [...this.running.values()].map(({ name }) => name);
    return names.slice(0, 2).join(", ") + (names.length > 2 ? ` and ${names.length - 2} more` : "");
  }

  private draw(): void {
    if (this.spinner === undefined) return;
    const slowed =
      this.throttled === 0 ? "" : ` (AWS throttled ${counted(this.throttled, "call")}; slowed down)`;
    const time = elapsed(this.clock() - this.started);
    const text = `${this.done} of ${this.total}, ${time} ${this.underWay()}${slowed}`;
    // The spinner writes by itself.
    this.spinner.text = forTerminal(text);
  }
}
