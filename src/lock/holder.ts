import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname, userInfo } from "node:os";

/** Who holds a lock. */
export interface Holder {
  runId: string;
  user: string;
  host: string;
  /** Tells apart machines, and containers of one machine, in which a process id means another process. */
  machine: string;
  pid: number;
  /** When the process was started, in the kernel's own unit; process ids are used again. */
  started: string;
  /** ISO-8601 UTC. */
  since: string;
}

/** Runs of this process that hold a lock now. */
const activeRuns = new Set<string>();

/** This process as the holder of a new lock. */
export function newHolder(now: Date): Holder {
  const runId = randomUUID();
  activeRuns.add(runId);
  const host = hostname();
  return {
    runId,
    user: userName(),
    host,
    machine: machine(),
    pid: process.pid,
    ...{
      started: startOf(process.pid),
      since: `${now.toISOString().slice(0, 19)}Z`,
    },
  };
}

/** Ends a run: from now on its lock counts as left behind. */
export function endRun(holder: Holder): void {
  activeRuns.delete(holder.runId);
}

/** True when the holder is known to be gone: it ran on this machine and its process is no more. */
export function isGone(holder: Holder): boolean {
  if (holder.machine !== machine()) return false;
  if (holder.pid === process.pid && holder.started === startOf(process.pid))
    return !activeRuns.has(holder.runId);
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
  const started = startOf(holder.pid);
  return started !== "" && holder.started !== "" && started !== holder.started;
}

/** Reads a holder out of a lock's text; undefined for text that is none. */
export function parseHolder(text: string): Holder | undefined {
  try {
    const value = JSON.parse(text) as Partial<Holder>;
    return typeof value.runId === "string" && typeof value.pid === "number" ? (value as Holder) : undefined;
  } catch {
    return undefined;
  }
}

/** `ada on build-7 (process 4711) since 2026-11-03T09:14:22Z`. */
export function describeHolder(holder: Holder | undefined): string {
  if (holder === undefined) return "an unknown holder";
  return `${holder.user} on ${holder.host} (process ${holder.pid}) since ${holder.since}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // Containers may run under a user id without a name.
    return "somebody";
  }
}

function machine(): string {
  const parts = [hostname()];
  for (const read of [
    () => readFileSync("/proc/sys/kernel/random/boot_id", "utf8"),
    () => readlinkSync("/proc/self/ns/pid"),
  ]) {
    try {
      parts.push(read().trim());
    } catch {
      // Not Linux: the host name has to do.
    }
  }
  return parts.join(" ");
}

/** Start time of a process from /proc (field 22 of `stat`); empty where there is none. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
