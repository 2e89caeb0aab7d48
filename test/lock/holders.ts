import { hostname } from "node:os";
import { endRun, newHolder, type Holder } from "../../src/lock/holder.js";

const SINCE = new Date("2026-11-20T08:00:00Z");

/** A run of this process that goes on. */
export function running(): Holder {
  return newHolder(SINCE);
}

/** A run of this process that has ended without releasing anything. */
export function ended(): Holder {
  const holder = newHolder(SINCE);
  endRun(holder);
  return holder;
}

/** A run of a process of this machine that is gone: its number now belongs to nobody. */
export function killed(): Holder {
  // Above the largest process id Linux gives out.
  return { ...ended(), runId: "killed", pid: 2 ** 22 + 1 };
}

/** A run of a process whose number another process of this machine has by now. */
export function reused(): Holder {
  return { ...ended(), runId: "reused", pid: process.ppid, started: "1" };
}

/** A run on another machine, of which nothing can be known. */
export function elsewhere(): Holder {
  return {
    ...ended(),
    runId: "elsewhere",
    user: "ada",
    host: "build-7",
    machine: "build-7 boot-1",
    pid: 4711,
  };
}

/** A run in another container of this machine, where process ids mean other processes. */
export function inAnotherContainer(): Holder {
  return {
    ...ended(),
    runId: "container",
    machine: `${hostname()} boot-1 pid:[4026531836]`,
    pid: process.pid,
  };
}
