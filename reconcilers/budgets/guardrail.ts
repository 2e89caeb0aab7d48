import { PROPAGATION } from "../../src/aws/error-classes.js";
import type { Kind, Live, Wanted } from "../../src/engine/kind.js";
import { STAMP, ref } from "../../src/engine/refs.js";
import { type Step, type Wait, step } from "../../src/engine/step.js";
import { type GuardrailContent, configOf } from "./guardrail-content.js";
import { readGuardrails } from "./guardrail-read.js";

/** A Bedrock guardrail with its newest published version. */
export interface Guardrail extends GuardrailContent {
  description: string;
  /** The newest numbered version holds what the draft holds. A draft alone protects nobody. */
  published: true;
}

const BUSY = PROPAGATION.busyGuardrail;
const SETTLE_SECONDS = 300;

/** AWS::Bedrock::Guardrail and the AWS::Bedrock::GuardrailVersion made from it. */
export const guardrail: Kind<Guardrail> = {
  name: "guardrail",
  phase: "budgets",
  fields: {
    description: { compare: "value" },
    blockedInputMessaging: { compare: "value" },
    blockedOutputsMessaging: { compare: "value" },
    topics: { compare: "set" },
    published: { compare: "value" },
  },

  read: readGuardrails,

  create: (want) => [
    step(
      "bedrock",
      "CreateGuardrail",
      {
        name: want.name,
        description: want.spec.description,
        ...configOf(want.spec),
        tags: bedrockTags(want.tags ?? {}),
      },
      "create the guardrail",
      { exists: ["ConflictException"], produces: { id: "guardrailId", arn: "guardrailArn" }, wait: ready() },
    ),
    publish(ref(want.key, "id")),
  ],
  update: (want, live, changed) => [
    // First of all: where no version can be published, the draft is to stay as it is.
    ...makeRoom(live),
    ...([...changed].some((field) => field !== "published")
      ? [change(want, live.attributes["id"], live.extra?.["kept"])]
      : []),
    publish(live.attributes["id"]),
  ],
  tag: (live, tags) => [
    step(
      "bedrock",
      "TagResource",
      { resourceARN: live.attributes["arn"], tags: bedrockTags(tags) },
      "tag the guardrail",
    ),
  ],
  remove: (live) => [
    step(
      "bedrock",
      "DeleteGuardrail",
      { guardrailIdentifier: live.attributes["id"] },
      "delete the guardrail with its versions",
      { doneIf: ["ResourceNotFoundException"], propagation: BUSY },
    ),
  ],
};

/** Deletes the version that {@link readGuardrails} found surplus: a guardrail with all it can have takes no new one. */
function makeRoom({ attributes, extra }: Live<Guardrail>): Step[] {
  const guardrailVersion = extra?.["surplus"] as string | undefined;
  if (guardrailVersion === undefined) return [];
  return [
    step(
      "bedrock",
      "DeleteGuardrail",
      { guardrailIdentifier: attributes["id"], guardrailVersion },
      `delete version ${guardrailVersion}, the oldest that is not in force, to make room for a new one`,
      { doneIf: ["ResourceNotFoundException"], propagation: BUSY },
    ),
  ];
}

/** UpdateGuardrail replaces everything, so policies that the YAML does not speak of are sent along as they are. */
function change(want: Wanted<Guardrail>, guardrailIdentifier: string | undefined, kept: unknown): Step {
  return step(
    "bedrock",
    "UpdateGuardrail",
    {
      ...(kept as object | undefined),
      guardrailIdentifier,
      name: want.name,
      description: want.spec.description,
      ...configOf(want.spec),
    },
    "set the guardrail's draft",
    { propagation: BUSY, wait: ready() },
  );
}

function publish(guardrailIdentifier: string | undefined): Step {
  return step(
    "bedrock",
    "CreateGuardrailVersion",
    // Each call makes another version: only the token tells a repeated one whose first answer was lost.
    { guardrailIdentifier, clientRequestToken: `ccb-version-${STAMP}` },
    "publish the draft as a new version",
    { produces: { version: "version" }, propagation: BUSY, wait: ready("version") },
  );
}

/** @param versionMember member of the step's answer that names the version to wait for; the draft unless given */
function ready(versionMember?: string): Wait {
  return {
    operation: "GetGuardrail",
    input: (output) => ({
      guardrailIdentifier: output["guardrailId"],
      ...(versionMember === undefined ? {} : { guardrailVersion: output[versionMember] }),
    }),
    state: ({ status, statusReasons }) => {
      if (status === "READY") return "done";
      return status === "FAILED" ? { failed: ((statusReasons ?? []) as string[]).join(" ") } : "again";
    },
    seconds: SETTLE_SECONDS,
  };
}

function bedrockTags(tags: Record<string, string>): { key: string; value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}
