import type { Environment, EnvironmentInput } from "../../src/env/environment.js";
import type { Profile } from "../../src/env/tiers.js";

const MODEL_IDS = {
  opus: "anthropic.claude-opus-4-6-v1",
  sonnet: "anthropic.claude-sonnet-4-6",
  haiku: "anthropic.claude-haiku-4-5-20251001-v1:0",
  fable: "anthropic.claude-fable-5",
};

export const arn = (id: string) =>
  `arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/${id}`;

/** A profile whose ARN ends in its alias. */
export function profile(alias: string, modelId: string): Profile {
  return { alias, modelId, value: arn(alias) };
}

export function profiles(...aliases: (keyof typeof MODEL_IDS)[]): Profile[] {
  return aliases.map((alias) => profile(alias, MODEL_IDS[alias]));
}

/** What a stack knows of the developer alice. */
export function alice(changes: Partial<EnvironmentInput> = {}): EnvironmentInput {
  return {
    stackName: "claude-code",
    region: "us-east-1",
    user: { name: "alice", team: "engineering", project: "search", costCenter: "CC-1001" },
    profiles: profiles("opus", "sonnet", "haiku"),
    ...changes,
  };
}

/** An environment of these variables and nothing else. */
export function variables(env: Record<string, string>): Environment {
  return { env, awsConfig: [], unpinned: [], notes: [], warnings: [] };
}
