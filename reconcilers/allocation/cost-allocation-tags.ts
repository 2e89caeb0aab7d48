import type { Kind, Pending } from "../../src/engine/kind.js";
import { step } from "../../src/engine/step.js";

/** Tag keys that AWS billing breaks costs down by. */
export interface CostAllocationTags {
  active: string[];
}

const UNLISTED = "unlisted";
const DENIED = "denied";

/**
 * Cost allocation tags of the payer account. A key is known to billing about a day after its first use, and only the
 * payer account may activate it (Billing User Guide, "Activating user-defined cost allocation tags"): both are
 * reported as pending, never as a failure. Others may rely on an active key, so none is ever deactivated.
 */
export const costAllocationTags: Kind<CostAllocationTags> = {
  name: "cost-allocation-tags",
  phase: "allocation",
  fields: { active: { compare: "set" } },

  read: async (cx, wanted) => {
    const [want] = wanted;
    if (want === undefined) return [];
    const base = { kind: costAllocationTags.name, name: want.name, key: want.key, attributes: {} };
    const shared = { owner: "ours" as const, keep: "shared" as const };
    try {
      const answer = await cx.aws.call("ce", "ListCostAllocationTags", { TagKeys: want.spec.active });
      const listed = new Map((answer.CostAllocationTags ?? []).map((tag) => [tag.TagKey, tag.Status]));
      const unlisted = want.spec.active.filter((key) => !listed.has(key));
      // What cannot be activated yet is no difference: it would be one at every run until billing catches up.
      const active = want.spec.active.filter((key) => listed.get(key) !== "Inactive");
      const awaited = unlisted.length === want.spec.active.length ? { awaited: true as const } : {};
      return [{ ...base, ...shared, ...awaited, spec: { active }, extra: { [UNLISTED]: unlisted } }];
    } catch (error) {
      if ((error as Error).name === "SimulatedCrash") throw error;
      const extra = { [DENIED]: (error as Error).message };
      return [{ ...base, ...shared, awaited: true, spec: { active: want.spec.active }, extra }];
    }
  },

  create: () => [],
  update: (want, live) => {
    const before = new Set(live.spec.active);
    const missing = want.spec.active.filter((key) => !before.has(key));
    const status = missing.map((TagKey) => ({ TagKey, Status: "Active" as const }));
    return [
      step(
        "ce",
        "UpdateCostAllocationTagsStatus",
        { CostAllocationTagsStatus: status },
        `activate ${missing.join(", ")} as cost allocation tags`,
        {
          failure: (output) => {
            const [first] = (output["Errors"] ?? []) as { TagKey?: string; Message?: string }[];
            return first === undefined ? undefined : `${first.TagKey}: ${first.Message}`;
          },
        },
      ),
    ];
  },
  remove: () => [],

  pending: (want, live): Pending[] => {
    if (want === undefined || live === undefined) return [];
    const denied = live.extra?.[DENIED] as string | undefined;
    if (denied !== undefined) {
      const what = `cost allocation tags ${want.spec.active.join(", ")} (${denied})`;
      return [
        { key: want.key, what, action: "activate them in the payer account: Billing, Cost allocation tags" },
      ];
    }
    const unlisted = (live.extra?.[UNLISTED] as string[] | undefined) ?? [];
    if (unlisted.length === 0) return [];
    return [
      {
        key: want.key,
        what: `cost allocation tags ${unlisted.join(", ")} are not known to billing yet`,
        action: "run ccb apply again about 24 hours after the first calls",
      },
    ];
  },
};
