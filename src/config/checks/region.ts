import { didYouMean, nearest, quote } from "../messages.js";
import type { Config } from "../schema.js";
import { doubtful, wrong, type Finding } from "./finding.js";

/** Regions as of November 2026. Source: AWS documentation, "AWS Regions" and the partition list in botocore. */
const REGIONS = (
  "us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 ca-west-1 mx-central-1 sa-east-1 " +
  "eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 " +
  "ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 " +
  "ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 " +
  "af-south-1 il-central-1 me-central-1 me-south-1 cn-north-1 cn-northwest-1 us-gov-east-1 us-gov-west-1 " +
  "us-iso-east-1 us-iso-west-1 us-isob-east-1 us-isob-west-1 eu-isoe-west-1 us-isof-east-1 us-isof-south-1 " +
  "eusc-de-east-1"
).split(" ");

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
