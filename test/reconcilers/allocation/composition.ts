import { allocation } from "../../../reconcilers/allocation/index.js";
import type { Composition, ResolvedModel } from "../../../reconcilers/compose.js";
import { logging } from "../../../reconcilers/logging/index.js";
import { s3Bucket } from "../../../reconcilers/logging/s3-bucket.js";
import type { Aws } from "../../../src/aws/aws.js";
import type { Wanted } from "../../../src/engine/kind.js";
import { type RegisterLine, parseRegister } from "../../../src/register/register.js";
import { compositionOf as base } from "../budgets/composition.js";

/** Kinds of the phase, and the bucket the register lies in. */
export const KINDS = [s3Bucket, ...allocation.kinds];

const MODELS = {
  opus: { copyFrom: "us.anthropic.claude-opus-4-6-v1" },
  sonnet: { copyFrom: "us.anthropic.claude-sonnet-4-6" },
};

/** A composition with these developers; models lead where the simulated Bedrock's do. */
export function compositionOf(developers: Record<string, object>, sections: object = {}): Composition {
  const c = base({ models: MODELS, defaults: { models: ["opus", "sonnet"] }, developers, ...sections });
  const models = new Map([...c.models].map(([alias, model]) => [alias, withDestinations(model)]));
  return { ...c, models };
}

/** What the phase wants, with the logs bucket. */
export function wantedOf(c: Composition): Wanted[] {
  const bucket = logging.compose(c).filter((want) => want.kind === s3Bucket.name);
  return [...bucket, ...allocation.compose(c)];
}

/** The application inference profiles of the account by name. */
export async function profilesIn(aws: Aws) {
  const pages = await aws.pages("bedrock", "ListInferenceProfiles", { typeEquals: "APPLICATION" });
  const found = pages.flatMap((page) => page.inferenceProfileSummaries ?? []);
  return new Map(found.map((profile) => [profile.inferenceProfileName ?? "", profile]));
}

/** Text of the register. */
export async function registerText(aws: Aws): Promise<string> {
  const place = { Bucket: "acme-corp-bedrock-invocation-logs", Key: "ccb/profiles/profiles.jsonl" };
  return (await (await aws.call("s3", "GetObject", place)).Body?.transformToString()) ?? "";
}

export async function registerLines(aws: Aws): Promise<RegisterLine[]> {
  return parseRegister(await registerText(aws));
}

function withDestinations(model: ResolvedModel): ResolvedModel {
  const regions = model.source.startsWith("global.")
    ? ["us-east-1", ""]
    : ["us-east-1", "us-east-2", "us-west-2"];
  const destinations = regions.map(
    (region) => `arn:aws:bedrock:${region}::foundation-model/${model.modelId}`,
  );
  return { ...model, destinations };
}
