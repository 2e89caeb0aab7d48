import { PHASES, type Phase } from "../engine/kind.js";
import type { Change } from "../engine/plan.js";
import { changeDetails } from "./plan-view.js";
import type { Style } from "./style.js";

/** `waiting`: not there yet, and only time or a person can change that. `surplus`: there, and no longer wanted. */
export type State = "ok" | "missing" | "drifted" | "surplus" | "unowned" | "foreign" | "waiting";

export interface StatusItem {
  key: string;
  kind: string;
  phase: Phase;
  name: string;
  state: State;
  /** What an apply would do about it. */
  change?: Change;
}

export type StatusSummary = Record<State, number>;

/** Of one kind and state, so many are named. */
const MOST_NAMED = 10;
const COLORS = {
  ok: "green",
  waiting: "dim",
  missing: "yellow",
  drifted: "yellow",
  surplus: "red",
  unowned: "red",
  foreign: "red",
} as const;

/** How many of each state there are. */
export function summaryOfStatus(items: readonly StatusItem[]): StatusSummary {
  const count = (state: State) => items.filter((item) => item.state === state).length;
  return {
    ...{ ok: count("ok"), missing: count("missing"), drifted: count("drifted"), surplus: count("surplus") },
    ...{ unowned: count("unowned"), foreign: count("foreign"), waiting: count("waiting") },
  };
}

/** `29 of 32 resources as configured: 1 missing, 2 drifted, 1 surplus.` */
export function statusLine({ ok, surplus, ...others }: StatusSummary): string {
  const total = ok + Object.values(others).reduce((sum, count) => sum + count, 0);
  const rest = Object.entries({ ...others, surplus }).filter(([, count]) => count > 0);
  const told = rest.map(([state, count]) => `${count} ${state}`).join(", ");
  return `${ok} of ${total} resources as configured${told === "" ? "" : `: ${told}`}.`;
}

/**
 * Resources by phase and kind: what is in order is counted, the rest is named with the fields that differ.
 * @param all names every one
 */
export function renderStatus(items: readonly StatusItem[], paint: Style, all: boolean): string {
  const lines = PHASES.flatMap((phase, i) => {
    const own = items.filter((item) => item.phase === phase);
    if (own.length === 0) return [];
    const kinds = [...new Set(own.map((item) => item.kind))];
    const told = kinds.flatMap((kind) =>
      (Object.keys(COLORS) as State[]).flatMap((state) => {
        const group = own.filter((item) => item.kind === kind && item.state === state);
        return renderGroup(group, state, paint, all);
      }),
    );
    return [paint("bold", `Phase ${i + 1}: ${phase}`), ...told, ""];
  });
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

function renderGroup(group: readonly StatusItem[], state: State, paint: Style, all: boolean): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const head = paint(COLORS[state], state.padEnd(8));
  if (state === "ok" && group.length > 1 && !all) return [`${head} ${group.length} ${first.kind}`];
  const named = all ? group : group.slice(0, MOST_NAMED);
  const more = group.length - named.length;
  return [
    ...named.flatMap(({ kind, name, change }) => [
      `${head} ${kind} ${name}`,
      ...(change === undefined || state !== "drifted"
        ? []
        : changeDetails(change, paint, all).map((line) => `  ${line}`)),
    ]),
    ...(more > 0 ? [`${head} … and ${more} more ${first.kind}; --all names them`] : []),
  ];
}
