import { didYouMean, nearest, quote } from "../messages.js";
import { REGIONS } from "../regions.js";
import type { Config } from "../schema.js";
import { doubtful, wrong, type Finding } from "./finding.js";

const WELL_FORMED =
  /^(?:[a-z]{2}|us-gov|us-iso[bf]?|eu-isoe|eusc-[a-z]{2})-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-\d{1,2}$/;

/** A Region that cannot exist is an error; one that could, but is not known here, is a warning. */
export function* regionFindings({ region }: Config): Iterable<Finding> {
  if (REGIONS.includes(region)) return;
  const zone = /^(.+-\d)[a-z]$/.exec(region)?.[1];
  if (zone !== undefined && REGIONS.includes(zone)) {
    yield wrong(["region"], `${quote(region)} is an Availability Zone; its Region is \`${zone}\``);
  } else if (WELL_FORMED.test(region)) {
    const best = nearest(region, REGIONS);
    const hint = best === undefined ? "" : `, nearest known: ${best}`;
    yield doubtful(
      ["region"],
      `${quote(region)} is no Region known to this version of ccb${hint}; check the spelling`,
    );
  } else {
    yield wrong(["region"], `${quote(region)} is not an AWS Region${didYouMean(region, REGIONS)}`);
  }
}
