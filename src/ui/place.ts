import type { Stack } from "../engine/kind.js";
import type { Style } from "./style.js";

/** Where a run is at work, for people to see before they agree to anything. */
export interface Place {
  stack: Stack;
  /** The named profile whose credentials are used. */
  profile?: string;
  /** Endpoints in place of AWS's own, without passwords. */
  endpoints: readonly string[];
  simulated: boolean;
}

/** The first line of a plan: `Account 123456789012, Region us-east-1, stack claude-code, profile dev`. */
export function renderPlace(place: Place, paint: Style): string {
  const { account, region, name } = place.stack;
  const simulated = place.simulated ? " (simulated)" : "";
  const parts = [`Account ${account}${simulated}`, `Region ${region}`, `stack ${name}`, ...settings(place)];
  return `${paint("bold", parts.join(", "))}\n\n`;
}

/** The same inside a question: `stack claude-code in account 123456789012, us-east-1 (profile dev)`. */
export function placeInWords(place: Place): string {
  const { account, region, name } = place.stack;
  const more = settings(place);
  const simulated = place.simulated ? "simulated account" : "account";
  return `stack ${name} in ${simulated} ${account}, ${region}${more.length === 0 ? "" : ` (${more.join(", ")})`}`;
}

function settings({ profile, endpoints }: Place): string[] {
  return [
    ...(profile === undefined ? [] : [`profile ${profile}`]),
    ...endpoints.map((endpoint) => `endpoint ${endpoint}`),
  ];
}
