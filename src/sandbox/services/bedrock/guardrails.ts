import type { Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { once } from "../../idempotency.js";
import { checkText, page, requireMember } from "../../validate.js";
import { isEnforced } from "./enforced.js";
import { describeGuardrail } from "./guardrail-answer.js";
import {
  type GuardrailRow,
  type GuardrailState,
  guardrailOf,
  guardrails,
  requireReady,
  stateOf,
  statusOf,
} from "./guardrail-rows.js";
import { checkGuardrail } from "./guardrail-rules.js";
import { checkBedrockTags } from "./tag-shape.js";

/** Guardrails per account and region (Bedrock quotas page). */
const MAX_GUARDRAILS = 100;
/** Versions per guardrail (Bedrock quotas page). */
const MAX_VERSIONS = 20;
const VERSION = /^(([1-9][0-9]{0,7})|(DRAFT))$/;
const NUMBER = /^[1-9][0-9]{0,7}$/;

/** Guardrails: a draft that can be changed, and numbered versions of it that cannot. */
export const guardrailHandlers: Handlers<"bedrock"> = {
  CreateGuardrail(input, call) {
    const { clientRequestToken, ...rest } = input;
    const { tags: given, ...config } = rest;
    checkGuardrail(config);
    const tags = checkBedrockTags(given);
    const options = {
      alive: (answer: { guardrailId: string }) => guardrails(call).has(answer.guardrailId),
      mismatch: "ConflictException",
    };
    const made = once(call.table("tokens"), clientRequestToken, rest, options, () => {
      const all = guardrails(call).values();
      if (all.some((row) => row.draft.config.name === config.name)) {
        refuse("ConflictException", `Another resource with this name already exists: ${config.name}`);
      }
      if (all.length >= MAX_GUARDRAILS) {
        refuse(
          "ServiceQuotaExceededException",
          `An account has at most ${MAX_GUARDRAILS} guardrails in a Region.`,
        );
      }
      const id = call.id(12);
      const arn = `arn:${call.partition}:bedrock:${call.region}:${call.account}:guardrail/${id}`;
      const at = call.now.toISOString();
      const draft: GuardrailState = { config, createdAt: at, updatedAt: at, busy: "CREATING" };
      guardrails(call).put(id, { id, arn, tags, draft, versions: {}, lastVersion: 0 });
      return { guardrailId: id, guardrailArn: arn, version: "DRAFT", createdAt: at };
    });
    return { ...made, createdAt: new Date(made.createdAt) };
  },

  GetGuardrail(input, call) {
    const row = guardrailOf(requireMember(input, "guardrailIdentifier"), call);
    const version = input.guardrailVersion ?? "DRAFT";
    checkText(version, "guardrailVersion", { pattern: VERSION });
    return describeGuardrail(row, version, call);
  },

  UpdateGuardrail(input, call) {
    const { guardrailIdentifier, ...config } = input;
    const row = guardrailOf(requireMember({ guardrailIdentifier }, "guardrailIdentifier"), call);
    checkGuardrail(config);
    requireReady(row, call);
    const others = guardrails(call).values();
    if (others.some((other) => other.id !== row.id && other.draft.config.name === config.name)) {
      refuse("ConflictException", `Another resource with this name already exists: ${config.name}`);
    }
    const draft = { ...row.draft, config, updatedAt: call.now.toISOString(), busy: "UPDATING" as const };
    guardrails(call).put(row.id, { ...row, draft });
    return { guardrailId: row.id, guardrailArn: row.arn, version: "DRAFT", updatedAt: call.now };
  },

  ListGuardrails(input, call) {
    const wanted = input.guardrailIdentifier;
    const found: [GuardrailRow, string][] =
      wanted === undefined
        ? guardrails(call)
            .values()
            .map((row) => [row, "DRAFT"])
        : allVersions(guardrailOf(wanted, call));
    const { items, nextToken } = page(found, { size: input.maxResults, max: 1000, token: input.nextToken });
    return {
      guardrails: items.map(([row, version]) => {
        const state = stateOf(row, version);
        return {
          id: row.id,
          arn: row.arn,
          status: statusOf(state, call),
          name: state.config.name,
          ...(state.config.description === undefined ? {} : { description: state.config.description }),
          version,
          createdAt: new Date(state.createdAt),
          updatedAt: new Date(state.updatedAt),
        };
      }),
      ...(nextToken === undefined ? {} : { nextToken }),
    };
  },

  CreateGuardrailVersion(input, call) {
    const { clientRequestToken, ...rest } = input;
    const row = guardrailOf(requireMember(input, "guardrailIdentifier"), call);
    checkText(input.description, "description", { min: 1, max: 200 });
    const options = {
      alive: ({ guardrailId, version }: { guardrailId: string; version: string }) =>
        guardrails(call).get(guardrailId)?.versions[version] !== undefined,
      mismatch: "ConflictException",
    };
    return once(call.table("tokens"), clientRequestToken, rest, options, () => {
      requireReady(row, call);
      if (Object.keys(row.versions).length >= MAX_VERSIONS) {
        refuse("ServiceQuotaExceededException", `A guardrail has at most ${MAX_VERSIONS} versions.`);
      }
      const lastVersion = row.lastVersion + 1;
      const at = call.now.toISOString();
      const { description: _draft, ...config } = row.draft.config;
      const state: GuardrailState = {
        config: { ...config, ...(input.description === undefined ? {} : { description: input.description }) },
        createdAt: at,
        updatedAt: at,
        busy: "VERSIONING",
      };
      guardrails(call).put(row.id, {
        ...row,
        lastVersion,
        versions: { ...row.versions, [lastVersion]: state },
      });
      return { guardrailId: row.id, version: String(lastVersion) };
    });
  },

  DeleteGuardrail(input, call) {
    const row = guardrailOf(requireMember(input, "guardrailIdentifier"), call);
    const version = input.guardrailVersion;
    checkText(version, "guardrailVersion", { pattern: NUMBER });
    if (version !== undefined) stateOf(row, version);
    requireReady(row, call);
    if (isEnforced(row.id, version, call)) {
      refuse("ResourceInUseException", `Guardrail ${row.id} is enforced on the account.`);
    }
    if (version === undefined) {
      guardrails(call).delete(row.id);
      return {};
    }
    const { [version]: _gone, ...versions } = row.versions;
    guardrails(call).put(row.id, { ...row, versions });
    return {};
  },
};

function allVersions(row: GuardrailRow): [GuardrailRow, string][] {
  return ["DRAFT", ...Object.keys(row.versions)].map((version) => [row, version]);
}
