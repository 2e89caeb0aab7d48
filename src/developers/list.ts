import { inferenceProfile } from "../../reconcilers/allocation/inference-profile.js";
import { allocation } from "../../reconcilers/allocation/index.js";
import { readRegister } from "../../reconcilers/allocation/register-read.js";
import type { Composition } from "../../reconcilers/compose.js";
import type { Aws } from "../aws/aws.js";
import { matchLive } from "../engine/match.js";
import { isRetiring } from "../engine/ownership.js";
import { currentLines } from "../register/register.js";
import { readContext } from "../stack/plan.js";

/** `ok`; `missing` in AWS; `outdated`: to be replaced; `retiring`: replaced; `unlisted`: not in the YAML. */
type ProfileStatus = "ok" | "missing" | "outdated" | "retiring" | "unlisted";

export interface ListedDeveloper {
  user: string;
  team: string | null;
  project: string | null;
  costCenter: string | null;
  profiles: Record<string, { arn: string | null; status: ProfileStatus }>;
}

/** Every developer of the YAML with the profiles AWS has, and profiles of ours that the YAML does not know. */
export async function listDevelopers(aws: Aws, c: Composition): Promise<ListedDeveloper[]> {
  const all = allocation.compose(c);
  const wanted = all.filter((want) => want.kind === inferenceProfile.name);
  // As for a removal: nothing is to be made, so no quota stands in the way.
  const context = readContext(aws, c.stack, all, { destroy: true }, () => {});
  const match = matchLive(
    inferenceProfile,
    wanted,
    await inferenceProfile.read(context, wanted as never),
    c.stack,
  );
  const developers = new Map<string, ListedDeveloper>();
  for (const { user, team, project, costCenter } of c.developers) {
    developers.set(user, { user, team, project, costCenter, profiles: {} });
  }
  for (const want of wanted) {
    const live = match.byKey.get(want.key);
    const { user, alias } = partsOf(want.key);
    const source = (want.spec as { source: string }).source;
    const status =
      live === undefined ? "missing" : live.spec["source" as never] === source ? "ok" : "outdated";
    const arn = live?.attributes["arn"] ?? null;
    const listed = developers.get(user);
    if (listed !== undefined) listed.profiles[alias] = { arn, status };
  }
  const register = currentLines((await readRegister(context)).lines);
  for (const { key, live } of match.orphans) {
    const { user, alias } = partsOf(key);
    const arn = live.attributes["arn"] ?? "";
    const line = register.get(arn);
    const known = developers.get(user) ?? {
      user,
      team: line?.team ?? null,
      project: line?.project ?? null,
      costCenter: line?.costCenter ?? null,
      profiles: {},
    };
    developers.set(user, known);
    const name = known.profiles[alias] === undefined ? alias : `${alias} (${live.attributes["id"]})`;
    known.profiles[name] = { arn, status: isRetiring(live) ? "retiring" : "unlisted" };
  }
  return [...developers.values()];
}

/** User and alias of a profile's key; a surplus one's key ends in `@` and its id. */
function partsOf(key: string): { user: string; alias: string } {
  const [, , user = key, alias = ""] = key.split("/");
  return { user, alias: alias.replace(/@.*$/, "") };
}
