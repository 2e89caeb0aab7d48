import { PROPAGATION } from "../../src/aws/error-classes.js";
import type { Kind, Live } from "../../src/engine/kind.js";
import { step } from "../../src/engine/step.js";
import { tagList } from "../../src/engine/tag-index.js";
import { readProfiles } from "./inference-profile-read.js";
import { replacementName } from "./profile-name.js";

/** An application inference profile: one developer's way to one model. */
export interface InferenceProfile {
  /** System profile id or model id it is copied from, prefix included. */
  source: string;
  /** ARN of the same, for the creating call; AWS never tells it again. */
  sourceArn?: string;
  /** Foundation-model ARNs it leads to, as the source has them. */
  destinations?: string[];
  /** Set once, at creation: there is no update call. */
  description?: string;
}

/** AWS::Bedrock::ApplicationInferenceProfile. Only its tags can be changed; what it is, its `ccb:key` says. */
export const inferenceProfile: Kind<InferenceProfile> = {
  name: "inference-profile",
  phase: "allocation",
  fields: {
    source: {
      compare: "value",
      replaces: "a profile cannot be moved to another model; the new one has a new ARN",
    },
    sourceArn: { compare: "ignore" },
    destinations: { compare: "ignore" },
    description: { compare: "ignore" },
  },

  read: (cx, wanted) => cx.once("inference-profiles", () => readProfiles(cx, wanted)),

  create: (want) => [
    step(
      "bedrock",
      "CreateInferenceProfile",
      {
        inferenceProfileName: want.name,
        ...(want.spec.description === undefined ? {} : { description: want.spec.description }),
        modelSource: { copyFrom: want.spec.sourceArn ?? "" },
        tags: tagList(want.tags ?? {}).map(({ Key, Value }) => ({ key: Key, value: Value })),
      },
      "create the application inference profile",
      {
        exists: ["ConflictException"],
        propagation: PROPAGATION.profileConflict,
        produces: { arn: "inferenceProfileArn", id: "inferenceProfileArn/" },
      },
    ),
  ],

  update: () => [],

  tag: (live, tags) => [
    step(
      "bedrock",
      "TagResource",
      {
        resourceARN: live.attributes["arn"],
        tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
      },
      "tag the profile",
    ),
  ],

  remove: (live: Live<InferenceProfile>) => [
    step(
      "bedrock",
      "DeleteInferenceProfile",
      { inferenceProfileIdentifier: live.attributes["arn"] },
      "delete the application inference profile",
      { doneIf: ["ResourceNotFoundException"] },
    ),
  ],

  rename: replacementName,
};
