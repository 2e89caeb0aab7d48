import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Aws } from "../aws/aws.js";
import type { ParsedConfig } from "../config/load.js";
import type { Config } from "../config/schema.js";
import { findConfig } from "../config/find-config.js";
import type { Stack } from "../engine/kind.js";
import { BadInput } from "../errors.js";
import type { Account } from "../sandbox/account.js";
import type { Io } from "../ui/io.js";
import { LongWork } from "../ui/long-work.js";
import { Progress } from "../ui/progress.js";
import { type Style, style } from "../ui/style.js";

/** Global options as the command line gives them. */
export interface GlobalOptions {
  config?: string;
  region?: string;
  profile?: string;
  sandbox?: string;
  json?: boolean;
  quiet?: boolean;
  verbose?: boolean;
  color?: boolean;
}

/** What every command gets: the options, and the only ways to the outside. */
export class Context {
  readonly paint: Style;
  readonly paintErr: Style;
  private readonly color: boolean;
  private announced = false;
  private found: string | undefined;
  private throttleListener: ((pauseMs: number) => void) | undefined;

  constructor(
    readonly io: Io,
    readonly options: GlobalOptions,
  ) {
    this.color = options.color !== false && (io.env["NO_COLOR"] ?? "") === "";
    this.paint = style(this.color && io.color && options.json !== true);
    this.paintErr = style(this.color && io.interactive);
  }

  /** Writes the result: the document with `--json`, else the text. */
  result(document: unknown, text: string): void {
    this.io.out(this.options.json === true ? `${JSON.stringify(document, null, 2)}\n` : text);
  }

  /** A line for people on standard error; `--quiet` silences it. */
  say(text: string): void {
    if (this.options.quiet !== true) this.io.err(`${text}\n`);
  }

  /** For work that may take long. */
  longWork(): LongWork {
    return new LongWork(this.io, this.options.quiet === true, this.color);
  }

  /** For a run of so many changes. */
  progress(total: number): Promise<Progress> {
    return Progress.start(this.io, total, this.options.quiet === true, this.color);
  }

  /** Always shown. */
  warn(text: string): void {
    this.io.err(`${this.paintErr("yellow", "Warning:")} ${text}\n`);
  }

  /**
   * The configuration file's path as people are shown it: `--config`, else `$CCB_CONFIG`, else the nearest `ccb.yaml` in
   * the current folder or one above it. Says so once where that is another folder than the current one.
   */
  configPath(): string {
    if (this.found !== undefined) return this.found;
    const named = this.namedConfig();
    this.found = named ?? findConfig(this.io.cwd);
    if (named === undefined && dirname(this.found) !== ".") this.say(`Using ${this.found}.`);
    return this.found;
  }

  /** The configuration file that was asked for: `--config`, else `$CCB_CONFIG`. */
  namedConfig(): string | undefined {
    return this.options.config ?? (this.io.env["CCB_CONFIG"] || undefined);
  }

  /** The configuration file's full path. */
  configFile(): string {
    return resolve(this.io.cwd, this.configPath());
  }

  /** Folder for what ccb keeps: beside the YAML, wherever a command is started. It may not exist yet. */
  dataFolder(): string {
    return join(dirname(this.configFile()), ".ccb");
  }

  /** Reads the YAML without judging it. */
  async parse(): Promise<ParsedConfig> {
    const { loadConfig } = await import("../config/load.js");
    if (this.options.region !== undefined) {
      const { regionProblem } = await import("../config/checks/region.js");
      const problem = regionProblem(this.options.region);
      if (problem !== undefined) throw new BadInput("bad_usage", `--region: ${problem}`);
    }
    const parsed = loadConfig(this.configFile(), { region: this.options.region, env: this.io.env });
    return { ...parsed, file: this.configPath() };
  }

  /** @throws BadInput with every problem of the YAML */
  async configuration(): Promise<ParsedConfig & { config: Config }> {
    const parsed = await this.parse();
    const { formatProblem } = await import("../config/problem.js");
    for (const warning of parsed.warnings) this.warn(formatProblem(parsed.file, warning));
    if (parsed.config !== undefined) return { ...parsed, config: parsed.config };
    const text = parsed.problems.map((problem) => formatProblem(parsed.file, problem)).join("\n");
    throw new BadInput("bad_config", text, "nothing was changed", parsed.problems);
  }

  /** Folder of the simulated account, when one is asked for; without a name, `sandbox` among what ccb keeps. */
  sandboxDir(): string | undefined {
    if (this.options.sandbox === "") return join(this.dataFolder(), "sandbox");
    const dir = this.options.sandbox ?? this.io.env["CCB_SANDBOX"];
    return dir === undefined || dir === "" ? undefined : resolve(this.io.cwd, dir);
  }

  /**
   * Access to AWS, or to the simulated account; loads no client and makes no call yet.
   * @param pace more reads at once than usual, for reading many objects
   */
  async aws(region: string, pace: { readsAtOnce?: number } = {}): Promise<Aws> {
    silenceSdk();
    const { Aws } = await import("../aws/aws.js");
    const dir = this.sandboxDir();
    const retry = { onThrottle: (pauseMs: number) => this.throttleListener?.(pauseMs) };
    const profile = this.options.profile === undefined ? {} : { profile: this.options.profile };
    if (dir === undefined) return new Aws({ region, retry, ...profile, ...pace });
    return new Aws({ region, retry, sandbox: await this.simulatedAccount(dir), ...pace });
  }

  /** Opens the simulated account in a folder, and says so the first time. */
  async simulatedAccount(dir: string): Promise<Account> {
    silenceSdk();
    const { Account } = await import("../sandbox/account.js");
    if (!this.announced) {
      this.io.err(
        `${this.paintErr("cyan", "Simulated AWS account")} in ${dir}: nothing real is read or changed.\n`,
      );
      this.announced = true;
    }
    const faults = this.io.env["CCB_SANDBOX_FAULTS"];
    return new Account(dir, faults === undefined ? {} : { faults: parseFaults(faults) });
  }

  onThrottle(listener: (pauseMs: number) => void): void {
    this.throttleListener = listener;
  }

  /** File that keeps runs on this machine apart: beside the simulated account, else in the home folder. */
  lockFile(stack: Stack): string {
    const folder = this.sandboxDir() ?? join(this.io.env["CCB_HOME"] ?? homedir(), ".ccb");
    return join(folder, "locks", `${stack.account}-${stack.region}-${stack.name}.json`);
  }
}

/** SDK releases warn about Node 20 on every start; the supported versions are in package.json. */
function silenceSdk(): void {
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
}

function parseFaults(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch {
    throw new BadInput("bad_usage", "CCB_SANDBOX_FAULTS is not JSON");
  }
}
