import type { AccountEnforcedGuardrailInferenceInputConfiguration } from "@aws-sdk/client-bedrock";
import type { Call, Handlers, Table } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkText, page, requireMember } from "../../validate.js";
import { guardrailOf, stateOf } from "./guardrail-rows.js";

/** A guardrail put on every call of the account; table `enforced`, regional, by configuration identifier. */
interface EnforcedRow {
  id: string;
  guardrailId: string;
  guardrailArn: string;
  version: string;
  selectiveContentGuarding?: AccountEnforcedGuardrailInferenceInputConfiguration["selectiveContentGuarding"];
  modelEnforcement?: AccountEnforcedGuardrailInferenceInputConfiguration["modelEnforcement"];
  createdAt: string;
  createdBy: string;
  updatedAt: string;
  updatedBy: string;
}

/** Guardrails enforced on the whole account, one configuration a region. */
export const enforcedGuardrails: Handlers<"bedrock"> = {
  PutEnforcedGuardrailConfiguration(input, call) {
    const given = requireMember(input, "guardrailInferenceConfig");
    const guardrail = guardrailOf(requireMember(given, "guardrailIdentifier"), call);
    const version = requireMember(given, "guardrailVersion");
    checkText(version, "guardrailVersion", { pattern: /^[1-9][0-9]{0,7}$/ });
    stateOf(guardrail, version);
    const existing = input.configId === undefined ? undefined : enforced(call).get(input.configId);
    if (input.configId !== undefined && existing === undefined) notFound(input.configId);
    if (existing === undefined && enforced(call).values().length > 0) {
      refuse("ConflictException", "An enforced guardrail configuration already exists in this Region.");
    }
    const at = call.now.toISOString();
    const id = existing?.id ?? call.id(12);
    const { selectiveContentGuarding, modelEnforcement } = given;
    enforced(call).put(id, {
      id,
      guardrailId: guardrail.id,
      guardrailArn: guardrail.arn,
      version,
      ...(selectiveContentGuarding === undefined ? {} : { selectiveContentGuarding }),
      ...(modelEnforcement === undefined ? {} : { modelEnforcement }),
      createdAt: existing?.createdAt ?? at,
      createdBy: existing?.createdBy ?? call.caller,
      updatedAt: at,
      updatedBy: call.caller,
    });
    return { configId: id, updatedAt: call.now, updatedBy: call.caller };
  },

  ListEnforcedGuardrailsConfiguration(input, call) {
    const { items, nextToken } = page(enforced(call).values(), { max: 100, token: input.nextToken });
    return {
      guardrailsConfig: items.map(({ id, version, createdAt, updatedAt, ...row }) => ({
        ...structuredClone(row),
        configId: id,
        guardrailVersion: version,
        createdAt: new Date(createdAt),
        updatedAt: new Date(updatedAt),
        owner: "ACCOUNT",
      })),
      ...(nextToken === undefined ? {} : { nextToken }),
    };
  },

  DeleteEnforcedGuardrailConfiguration(input, call) {
    const id = requireMember(input, "configId");
    if (!enforced(call).delete(id)) notFound(id);
    return {};
  },
};

/** Whether a guardrail, or only the version given, is enforced. */
export function isEnforced(guardrailId: string, version: string | undefined, call: Call): boolean {
  return enforced(call)
    .values()
    .some((row) => row.guardrailId === guardrailId && (version === undefined || row.version === version));
}

function enforced(call: Call): Table<EnforcedRow> {
  return call.table("enforced");
}

function notFound(id: string): never {
  refuse("ResourceNotFoundException", `The enforced guardrail configuration ${id} could not be found.`, 404);
}
