import { type ListedDeveloper, listDevelopers } from "../developers/list.js";
import type { Context } from "./context.js";
import { reading } from "./stack-session.js";

/** `ccb list-devs`: developers with their profiles, and where the YAML and AWS disagree. */
export async function listDevs(cx: Context): Promise<void> {
  const parsed = await cx.configuration();
  const { config } = parsed;
  const aws = await cx.aws(config.region);
  const { composition, identifyStack } = await import("../stack/composition.js");
  const developers = await reading(cx, config.region, async () => {
    // Profiles do not depend on Identity Center, and asking it costs a call for every name.
    const sso = { ...config.attribution.sso, enabled: false };
    const narrowed = { ...config, attribution: { ...config.attribution, sso } };
    const stack = await identifyStack(aws, config);
    return listDevelopers(aws, await composition(aws, { ...parsed, config: narrowed }, stack, true));
  });
  cx.result({ developers }, table(developers, cx));
}

function table(developers: readonly ListedDeveloper[], cx: Context): string {
  const heading = ["USER", "TEAM", "PROJECT", "COST CENTRE", "PROFILES"];
  const rows = developers.map((developer) => [
    developer.user,
    developer.team ?? "-",
    developer.project ?? "-",
    developer.costCenter ?? "-",
    Object.entries(developer.profiles)
      .map(([alias, { status }]) => (status === "ok" ? alias : `${alias} (${status})`))
      .join(", ") || "-",
  ]);
  const widths = heading.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd();
  return `${cx.paint("bold", line(heading))}\n${rows.map((row) => `${line(row)}\n`).join("")}`;
}
