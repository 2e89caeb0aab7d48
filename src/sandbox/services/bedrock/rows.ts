import type { Call, Table } from "../../call.js";
import type { Tag } from "../../validate.js";

/** An application inference profile; table `profiles`, regional, by identifier. */
export interface ProfileRow {
  id: string;
  arn: string;
  name: string;
  description?: string;
  createdAt: string;
  /** ARNs of the foundation models it routes to. */
  models: string[];
  tags: Tag[];
}

/** A deleted resource that the tag index still shows; table `ghosts`, regional, by ARN. */
interface GhostRow {
  arn: string;
  tags: Tag[];
}

/** How many deleted profiles the tag index remembers. */
const GHOSTS = 20;

export function profiles(call: Call): Table<ProfileRow> {
  return call.table("profiles");
}

/** Identifiers of profiles by name, so that a create need not look through all of them. */
export function profileNames(call: Call): Table<string> {
  return call.table("profile-names");
}

/** Lets the tag index go on showing something deleted, as it does for a while; the newest few only. */
export function haunt(call: Call, ghost: GhostRow): void {
  const table = call.table<GhostRow>("ghosts");
  table.put(ghost.arn, ghost);
  for (const { arn } of table.values().slice(0, -GHOSTS)) table.delete(arn);
}
