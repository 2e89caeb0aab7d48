import { describe, expect, test } from "vitest";
import { type Config, configSchema } from "../../src/config/schema.js";
import { resolveModels } from "../../src/stack/models.js";
import { STACK } from "../support/reconcile.js";
import { sandbox } from "../support/sandbox.js";

const MODEL = "anthropic.claude-sonnet-4-6";
const OPUS = "anthropic.claude-opus-4-6-v1";
const foundation = (region: string, model = MODEL) => `arn:aws:bedrock:${region}::foundation-model/${model}`;
const profile = (id: string) => `arn:aws:bedrock:us-east-1:123456789012:inference-profile/${id}`;

function config(models: Record<string, string>, allowedModels: string[] = Object.keys(models)): Config {
  return configSchema.parse({
    ...{ version: 1, region: "us-east-1", logging: { bucketPrefix: "acme" } },
    models: Object.fromEntries(Object.entries(models).map(([alias, copyFrom]) => [alias, { copyFrom }])),
    foundation: { allowedModels },
    ...{ defaults: { models: Object.keys(models) } },
  });
}

describe("resolveModels", () => {
  test.each([
    ["its id", `us.${MODEL}`],
    ["its ARN", profile(`us.${MODEL}`)],
  ])("a geographic profile named by %s leads to every region it routes to", async (_what, copyFrom) => {
    const { aws } = sandbox();
    const { models, problems } = await resolveModels(aws, STACK, config({ sonnet: copyFrom }));
    expect(problems).toEqual([]);
    expect(models.get("sonnet")).toEqual({
      alias: "sonnet",
      source: `us.${MODEL}`,
      sourceArn: profile(`us.${MODEL}`),
      modelId: MODEL,
      destinations: ["us-east-1", "us-east-2", "us-west-2"].map((region) => foundation(region)),
    });
  });

  test("a global profile leads everywhere, the calling region included", async () => {
    const { aws } = sandbox();
    const { models } = await resolveModels(aws, STACK, config({ sonnet: `global.${MODEL}` }));
    const found = models.get("sonnet")?.destinations ?? [];
    expect(found.toSorted()).toEqual([foundation(""), foundation("us-east-1")]);
  });

  test.each([
    ["id", MODEL],
    ["ARN", foundation("us-east-1")],
  ])("a foundation model named by its %s needs no look at the profiles", async (_what, copyFrom) => {
    const { aws, calls } = sandbox();
    const { models } = await resolveModels(aws, STACK, config({ sonnet: copyFrom }));
    expect(models.get("sonnet")).toMatchObject({
      source: MODEL,
      sourceArn: foundation("us-east-1"),
      modelId: MODEL,
      destinations: [foundation("us-east-1")],
    });
    expect(calls).toEqual([]);
  });

  test("a profile Bedrock does not have is a problem at its place, with the likely one", async () => {
    const { aws } = sandbox();
    const wrong = config({
      sonnet: "us.anthropic.claude-sonet-4-6",
      opus: "us.anthropic.claude-opus-4-6-v1",
    });
    const { models, problems } = await resolveModels(aws, STACK, wrong);
    expect(problems).toEqual([
      {
        path: ["models", "sonnet", "copyFrom"],
        message: `Bedrock has no inference profile "us.anthropic.claude-sonet-4-6" in us-east-1; did you mean "us.${MODEL}"?`,
      },
    ]);
    expect([...models.keys()]).toEqual(["opus"]);
  });

  test("one list of profiles answers for all, allowed models beside the aliases too", async () => {
    const { aws, calls } = sandbox();
    const allowed = [
      "sonnet",
      "global.anthropic.claude-opus-4-6-v1",
      "anthropic.claude-3-haiku-20240307-v1:0",
    ];
    const { allowed: found } = await resolveModels(
      aws,
      STACK,
      config({ sonnet: `us.${MODEL}`, haiku: "us.anthropic.claude-haiku-4-5-20251001-v1:0" }, allowed),
    );
    expect(found.map((model) => model.modelId)).toEqual([
      MODEL,
      "anthropic.claude-opus-4-6-v1",
      "anthropic.claude-3-haiku-20240307-v1:0",
    ]);
    expect(calls.map((call) => call.operation)).toEqual(["ListInferenceProfiles"]);
  });

  test.each([
    ["plain id", OPUS],
    ["global profile", `global.${OPUS}`],
  ])("a model allowed by its %s is allowed in every region its alias routes to", async (_what, allowed) => {
    const { aws } = sandbox();
    const { models, allowed: found } = await resolveModels(
      aws,
      STACK,
      config({ opus: `us.${OPUS}`, sonnet: `us.${MODEL}` }, [allowed]),
    );
    const destinations = found.flatMap((model) => model.destinations);
    expect(destinations).toEqual(expect.arrayContaining(models.get("opus")?.destinations ?? []));
    expect(destinations).toContain(foundation("us-west-2", OPUS));
    expect(new Set(found.map((model) => model.modelId))).toEqual(new Set([OPUS]));
  });

  test("an allowed model Bedrock does not have is a problem at its place", async () => {
    const { aws } = sandbox();
    const { problems } = await resolveModels(
      aws,
      STACK,
      config({ sonnet: `us.${MODEL}` }, ["sonnet", "us.anthropic.claude-nothing-9-9"]),
    );
    expect(problems.map((problem) => problem.path)).toEqual([["foundation", "allowedModels", 1]]);
  });
});
