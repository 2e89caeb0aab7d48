/** A foundation model of the simulated catalogue. */
export interface CatalogueModel {
  id: string;
  name: string;
  /** Whether it can also be called without an inference profile. */
  onDemand: boolean;
  /** Prefixes of its system inference profiles. */
  geographies: Geography[];
}

export type Geography = "us" | "eu" | "au" | "jp" | "in" | "apac" | "global" | "us-gov";

/** Regions a geography routes to; `global` routes everywhere and names no region (Bedrock User Guide, "Supported Regions for inference profiles"). */
export const DESTINATIONS: Record<Exclude<Geography, "global">, readonly string[]> = {
  us: ["us-east-1", "us-east-2", "us-west-2"],
  eu: ["eu-central-1", "eu-north-1", "eu-south-1", "eu-west-1", "eu-west-3"],
  au: ["ap-southeast-2", "ap-southeast-4"],
  jp: ["ap-northeast-1", "ap-northeast-3"],
  // Bedrock User Guide, since 2026-09-29: India's calls stay between Mumbai and Hyderabad.
  in: ["ap-south-1", "ap-south-2"],
  apac: [
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
  ],
  "us-gov": ["us-gov-east-1", "us-gov-west-1"],
};

/** Claude models on Bedrock, November 2026. */
export const MODELS: readonly CatalogueModel[] = [
  {
    id: "anthropic.claude-haiku-5-5",
    name: "Claude Haiku 5.5",
    onDemand: false,
    geographies: ["global", "us", "eu", "au", "jp"],
  },
  {
    id: "anthropic.claude-haiku-4-5-20251001-v1:0",
    name: "Claude Haiku 4.5",
    onDemand: true,
    geographies: ["global", "us", "eu", "au", "jp", "in", "apac"],
  },
  {
    id: "anthropic.claude-3-5-haiku-20241022-v1:0",
    name: "Claude 3.5 Haiku",
    onDemand: true,
    geographies: ["us"],
  },
  {
    id: "anthropic.claude-sonnet-5-5",
    name: "Claude Sonnet 5.5",
    onDemand: true,
    geographies: ["global", "us", "eu", "au", "jp"],
  },
  {
    id: "anthropic.claude-sonnet-5",
    name: "Claude Sonnet 5",
    onDemand: true,
    geographies: ["global", "us", "eu", "au", "jp", "in"],
  },
  {
    id: "anthropic.claude-sonnet-4-6",
    name: "Claude Sonnet 4.6",
    onDemand: true,
    geographies: ["global", "us", "eu", "au", "jp"],
  },
  {
    id: "anthropic.claude-sonnet-4-5-20250929-v1:0",
    name: "Claude Sonnet 4.5",
    onDemand: true,
    geographies: ["global", "us", "eu", "au", "jp", "us-gov"],
  },
  {
    id: "anthropic.claude-sonnet-4-20250514-v1:0",
    name: "Claude Sonnet 4",
    onDemand: true,
    geographies: ["global", "us", "eu", "apac"],
  },
  {
    id: "anthropic.claude-3-7-sonnet-20250219-v1:0",
    name: "Claude 3.7 Sonnet",
    onDemand: true,
    geographies: ["us", "eu", "apac", "us-gov"],
  },
  {
    id: "anthropic.claude-opus-5-5",
    name: "Claude Opus 5.5",
    onDemand: true,
    geographies: ["global", "us", "eu", "au", "jp"],
  },
  {
    id: "anthropic.claude-opus-5",
    name: "Claude Opus 5",
    onDemand: true,
    geographies: ["global", "us", "eu", "au", "jp", "in"],
  },
  {
    id: "anthropic.claude-opus-4-8",
    name: "Claude Opus 4.8",
    onDemand: true,
    geographies: ["global", "us", "eu", "au", "jp"],
  },
  {
    id: "anthropic.claude-opus-4-7",
    name: "Claude Opus 4.7",
    onDemand: true,
    geographies: ["global", "us", "eu", "au", "jp"],
  },
  {
    id: "anthropic.claude-opus-4-6-v1",
    name: "Claude Opus 4.6",
    onDemand: true,
    geographies: ["global", "us", "eu", "au"],
  },
  {
    id: "anthropic.claude-opus-4-5-20251101-v1:0",
    name: "Claude Opus 4.5",
    onDemand: true,
    geographies: ["global", "us", "eu"],
  },
  {
    id: "anthropic.claude-opus-4-1-20250805-v1:0",
    name: "Claude Opus 4.1",
    onDemand: true,
    geographies: ["us"],
  },
  { id: "anthropic.claude-opus-4-20250514-v1:0", name: "Claude Opus 4", onDemand: true, geographies: ["us"] },
  {
    id: "anthropic.claude-fable-5-2",
    name: "Claude Fable 5.2",
    onDemand: false,
    geographies: ["global", "us"],
  },
  {
    id: "anthropic.claude-fable-5-1",
    name: "Claude Fable 5.1",
    onDemand: true,
    geographies: ["global", "us", "eu"],
  },
  {
    id: "anthropic.claude-fable-5",
    name: "Claude Fable 5",
    onDemand: true,
    geographies: ["global", "us", "eu"],
  },
];
