import { didYouMean, nearest, quote } from "../messages.js";
import { REGIONS } from "../regions.js";
import type { Config } from "../schema.js";
import { doubtful, wrong, type Finding } from "./finding.js";

const WELL_FORMED =
  /^(?:[a-z]{2}|us-gov|us-iso[bf]?|eu-isoe|eusc-[a-z]{2})-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-\d{1,2}$/;

/** Why there cannot be such a Region; undefined where there can. */
export function regionProblem(region: string): string | undefined {
  if (REGIONS.includes(region) || WELL_FORMED.test(region)) return undefined;
  const zone = /^(.+-\d)[a-z]$/.exec(region)?.[1];
  return zone !== undefined && REGIONS.includes(zone)
    ? `${quote(region)} is an Availability Zone; its Region is \`${zone}\``
    : `${quote(region)} is not an AWS Region${didYouMean(region, REGIONS)}`;
}

/** A Region that cannot exist is an error; one that could, but is not known here, is a warning. */
export function* regionFindings({ region }: Config): Iterable<Finding> {
  const problem = regionProblem(region);
  if (problem !== undefined) yield wrong(["region"], problem);
  else if (!REGIONS.includes(region)) {
    const best = nearest(region, REGIONS);
    const hint = best === undefined ? "" : `, nearest known: ${best}`;
    yield doubtful(
      ["region"],
      `${quote(region)} is no Region known to this version of ccb${hint}; check the spelling`,
    );
  }
}
