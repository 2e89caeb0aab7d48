import { COST_TAGS, profileName } from "../../src/config/names.js";
import type { Wanted } from "../../src/engine/kind.js";
import type { Assignment } from "../../src/register/register.js";
import { type Composition, type PhaseModule, type ResolvedModel, want } from "../compose.js";
import { costAllocationTags } from "./cost-allocation-tags.js";
import { type InferenceProfile, inferenceProfile } from "./inference-profile.js";
import { profileRegister } from "./profile-register.js";

/** Phase 3: whose call it was, from the model id alone. */
export const allocation: PhaseModule = {
  phase: "allocation",
  kinds: [inferenceProfile, profileRegister, costAllocationTags],
  compose: (c) => {
    const wanted = assignmentsOf(c);
    const profiles = wanted.map((item) => profile(c, item));
    return [...profiles, register(c, wanted, profiles), tags(c, profiles)];
  },
};

interface Item {
  assignment: Assignment;
  model: ResolvedModel;
  isMain: boolean;
  description?: string;
  tags: Readonly<Record<string, string>>;
}

/** Stable key of a developer's profile for a model alias. */
export function profileKey(user: string, alias: string): string {
  return `allocation/profile/${user}/${alias}`;
}

function assignmentsOf(c: Composition): Item[] {
  return c.developers.flatMap((developer) =>
    developer.models.flatMap((alias, position): Item[] => {
      const model = c.models.get(alias);
      if (model === undefined) return [];
      const { user, team, project, costCenter, tags: own, description } = developer;
      const { modelId, source } = model;
      return [
        {
          assignment: { developer: user, team, project, costCenter, alias, modelId, source },
          model,
          isMain: position === 0,
          tags: own,
          ...(description === undefined ? {} : { description }),
        },
      ];
    }),
  );
}

function profile(c: Composition, item: Item): Wanted<InferenceProfile> {
  const { developer, team, project, costCenter, alias } = item.assignment;
  const name = profileName(c.stack.name, developer, alias, item.isMain);
  const { source, sourceArn, destinations } = item.model;
  const description = item.description === undefined ? {} : { description: item.description };
  return want(
    c,
    inferenceProfile,
    profileKey(developer, alias),
    name,
    { source, sourceArn, destinations, ...description },
    { tags: { ...item.tags, Team: team, Project: project, CostCenter: costCenter, User: developer } },
  );
}

function register(c: Composition, items: readonly Item[], profiles: readonly Wanted[]): Wanted {
  const assignments = Object.fromEntries(
    items.map((item) => [profileKey(item.assignment.developer, item.assignment.alias), item.assignment]),
  );
  const spec = {
    bucket: c.names.logsBucket,
    objectKey: c.names.profileRegisterKey,
    assignments,
    toRetire: [],
  };
  return want(c, profileRegister, "allocation/register", `s3://${spec.bucket}/${spec.objectKey}`, spec, {
    tags: false,
    needs: ["logging/logs-bucket"],
    after: profiles.map((item) => item.key),
  });
}

function tags(c: Composition, profiles: readonly Wanted[]): Wanted {
  const name = "cost allocation tags";
  return want(
    c,
    costAllocationTags,
    "allocation/cost-tags",
    name,
    { active: [...COST_TAGS] },
    {
      tags: false,
      after: profiles.map((item) => item.key),
    },
  );
}
