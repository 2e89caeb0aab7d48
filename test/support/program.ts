import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";

const ROOT = join(import.meta.dirname, "../..");

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  out: string;
  err: string;
}

/** Builds the program as it is now into a folder of its own, for tests that need real processes. */
export function buildProgram() {
  // Inside the project, so that its packages are found.
  const folder = join(ROOT, "node_modules/.cache", `ccb-test-${process.pid}`);
  execFileSync(process.execPath, [join(ROOT, "build.js"), folder], { stdio: "pipe" });
  const { CCB_CONFIG: _config, CCB_SANDBOX: _sandbox, CCB_SANDBOX_FAULTS: _faults, ...env } = process.env;

  /** Starts `ccb ARGS --sandbox` in a folder. */
  const start = (
    cwd: string,
    args: string,
    faults?: object,
  ): { child: ChildProcess; ended: Promise<Ended> } => {
    const child = spawn(process.execPath, [join(folder, "main.js"), ...args.split(" "), "--sandbox"], {
      cwd,
      env: { ...env, ...(faults === undefined ? {} : { CCB_SANDBOX_FAULTS: JSON.stringify(faults) }) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const text = { out: "", err: "" };
    child.stdout.on("data", (data: Buffer) => (text.out += data.toString()));
    child.stderr.on("data", (data: Buffer) => (text.err += data.toString()));
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => resolve({ code, signal, ...text }));
    });
    return { child, ended };
  };

  return {
    start,
    run: (cwd: string, args: string, faults?: object) => start(cwd, args, faults).ended,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
