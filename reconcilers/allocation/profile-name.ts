import type { Wanted } from "../../src/engine/kind.js";
import type { InferenceProfile } from "./inference-profile.js";

/** Longest name Bedrock takes for a profile (CreateInferenceProfile, API reference). */
const NAME_LIMIT = 64;

/**
 * A free name for a profile whose usual name is held by another profile of ours: the one it replaces, or one whose
 * model came first before the YAML's order changed. It carries the model's version, then a number if need be.
 */
export function replacementName(want: Wanted<InferenceProfile>, taken: ReadonlySet<string>): string {
  const version = /claude-(?:[a-z]+-)?(\d+(?:-\d+)?)/.exec(want.spec.source)?.[1];
  const alias = want.key.slice(want.key.lastIndexOf("/") + 1);
  const base = want.name.endsWith(`-${alias}`) ? want.name : `${want.name}-${alias}`;
  const candidates = [base, ...(version === undefined ? [] : [`${base}-${version}`])];
  for (let n = 2; ; n += 1) {
    const free = candidates.map((name) => fitting(name, NAME_LIMIT)).find((name) => !taken.has(name));
    if (free !== undefined) return free;
    const end = `${version === undefined ? "" : `-${version}`}-${n}`;
    candidates.push(`${fitting(base, NAME_LIMIT - end.length)}${end}`);
  }
}

function fitting(name: string, limit: number): string {
  return name.slice(0, limit).replace(/[ _-]$/, "");
}
