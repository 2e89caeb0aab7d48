import type { AccountEnforcedGuardrailOutputConfiguration as Enforced } from "@aws-sdk/client-bedrock";
import type { Kind, Live, ReadContext } from "../../src/engine/kind.js";
import { ref } from "../../src/engine/refs.js";
import { type Step, step } from "../../src/engine/step.js";
import { type GuardrailContent, contentOf } from "./guardrail-content.js";
import { enforcedConfigurations, guardrailName, guardrailTags, unwantedGuardrail } from "./guardrail-read.js";
import { ownerOfParent } from "./owner-of-parent.js";

/**
 * The guardrail that Bedrock applies to every call of the account in the region. It is compared by what the enforced
 * version holds, not by its number: the number of a version that is still to be published is not known.
 */
export interface EnforcedGuardrail extends GuardrailContent {
  /** No model and no part of a prompt is left out. */
  everywhere: true;
}

/** Stands for a name: there is one configuration a region. */
export const ENFORCED_NAME = "account-enforced-guardrail";
/** Key of the guardrail whose published version is enforced. */
const GUARDRAIL_KEY = "budgets/guardrail";

/** The account's enforced guardrail configuration. It cannot be tagged: it is ours when the guardrail is. */
export const enforcedGuardrail: Kind<EnforcedGuardrail> = {
  name: "enforced-guardrail",
  phase: "budgets",
  needs: ["guardrail"],
  fields: {
    blockedInputMessaging: { compare: "value" },
    blockedOutputsMessaging: { compare: "value" },
    topics: { compare: "set" },
    everywhere: { compare: "value" },
  },

  read: async (cx, wanted) => {
    // Without a guardrail of ours nothing of ours can be enforced.
    if (wanted.length === 0 && !(await mayHaveGuardrail(cx))) return [];
    // What the organization enforces is not the account's to change.
    const found = (await enforcedConfigurations(cx)).filter(
      ({ owner }) => owner === undefined || owner === "ACCOUNT",
    );
    return Promise.all(found.map((item) => live(cx, item)));
  },

  create: () => [enforce({ exists: ["ConflictException"], produces: { id: "configId" } })],
  update: (_want, { attributes }) => [enforce({}, attributes["id"])],
  remove: ({ attributes }) => [
    step(
      "bedrock",
      "DeleteEnforcedGuardrailConfiguration",
      { configId: attributes["id"] },
      "enforce the guardrail no longer",
      { doneIf: ["ResourceNotFoundException"] },
    ),
  ],
};

function enforce(options: Pick<Step, "exists" | "produces">, configId?: string): Step {
  return step(
    "bedrock",
    "PutEnforcedGuardrailConfiguration",
    {
      ...(configId === undefined ? {} : { configId }),
      guardrailInferenceConfig: {
        guardrailIdentifier: ref(GUARDRAIL_KEY, "id"),
        guardrailVersion: ref(GUARDRAIL_KEY, "version"),
        // Otherwise a caller decides with tags in the prompt what is looked at.
        selectiveContentGuarding: { system: "COMPREHENSIVE", messages: "COMPREHENSIVE" },
      },
    },
    "enforce the published version on every call of the account",
    options,
  );
}

async function mayHaveGuardrail(cx: ReadContext): Promise<boolean> {
  if (cx.wanted.some((want) => want.key === GUARDRAIL_KEY)) return true;
  return (await unwantedGuardrail(cx)) !== undefined;
}

async function live(cx: ReadContext, item: Enforced): Promise<Live<EnforcedGuardrail>> {
  const { guardrailArn: arn = "", guardrailVersion, selectiveContentGuarding: guarded } = item;
  const [version, owner] = await Promise.all([
    cx.aws.call("bedrock", "GetGuardrail", { guardrailIdentifier: arn, guardrailVersion }),
    ownerOfParent(cx, arn, () => guardrailTags(cx, arn)),
  ]);
  const partly =
    item.modelEnforcement !== undefined ||
    guarded?.system === "SELECTIVE" ||
    guarded?.messages === "SELECTIVE";
  return {
    kind: "enforced-guardrail",
    name: ENFORCED_NAME,
    key: "budgets/enforced-guardrail",
    // Another guardrail of this stack's tag would be somebody's by hand: only the one with our name is ours.
    owner: owner === "ours" && version.name !== guardrailName(cx) ? "unowned" : owner,
    spec: { ...contentOf(version), ...(partly ? {} : { everywhere: true }) },
    attributes: { id: item.configId ?? "" },
  };
}
