import { partitionOf } from "../../../config/partition.js";
import type { Call } from "../../call.js";
import { type CatalogueModel, DESTINATIONS, type Geography, MODELS } from "./catalogue.js";

/** A system-defined inference profile as a region shows it. */
export interface SystemProfile {
  id: string;
  arn: string;
  name: string;
  description: string;
  /** ARNs of the foundation models it routes to. */
  models: string[];
}

/** ARN of a foundation model; an empty region stands for every region. */
export function modelArn(partition: string, region: string, id: string): string {
  return `arn:${partition}:bedrock:${region}::foundation-model/${id}`;
}

/** Models a region offers: those with a profile it can use. */
export function modelsIn(region: string): CatalogueModel[] {
  return MODELS.filter((model) => model.geographies.some((geography) => covers(geography, region)));
}

/** System-defined profiles that can be called from the call's region. */
export function systemProfiles(call: Call): SystemProfile[] {
  return MODELS.flatMap((model) =>
    model.geographies
      .filter((geography) => covers(geography, call.region))
      .map((geography) => profile(model, geography, call)),
  );
}

function profile(model: CatalogueModel, geography: Geography, call: Call): SystemProfile {
  const id = `${geography}.${model.id}`;
  const regions = geography === "global" ? [call.region, ""] : DESTINATIONS[geography];
  const label = geography === "global" ? "Global" : geography.toUpperCase();
  return {
    id,
    arn: `arn:${call.partition}:bedrock:${call.region}:${call.account}:inference-profile/${id}`,
    name: `${label} Anthropic ${model.name}`,
    description: describe(model, geography),
    models: regions.map((region) => modelArn(call.partition, region, model.id)),
  };
}

function describe(model: CatalogueModel, geography: Geography): string {
  if (geography === "global")
    return `Routes requests to Anthropic ${model.name} globally across all supported AWS Regions.`;
  return `Routes requests to Anthropic ${model.name} in ${DESTINATIONS[geography].join(", ")}.`;
}

function covers(geography: Geography, region: string): boolean {
  if (geography === "global") return partitionOf(region) === "aws";
  return DESTINATIONS[geography].includes(region);
}
