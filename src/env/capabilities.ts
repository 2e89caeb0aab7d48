import { splitModelId } from "../config/model-id.js";
import { templateText } from "../templates.js";

/** The families Claude Code has a tier for, in the order it names them. */
export const FAMILIES = ["opus", "sonnet", "haiku", "fable"] as const;
export type Family = (typeof FAMILIES)[number];

/**
 * What Claude Code may use of a model, in the words of `ANTHROPIC_DEFAULT_*_MODEL_SUPPORTED_CAPABILITIES`.
 * Source: code.claude.com/docs/en/model-config, "Customize pinned model display and capabilities".
 */
type Capability =
  | "effort"
  | "xhigh_effort"
  | "max_effort"
  | "thinking"
  | "adaptive_thinking"
  | "interleaved_thinking";

interface ModelFacts {
  /** As Claude Code shows it: `Opus 4.6`; the Anthropic id of a model that is not in the table. */
  name: string;
  /** Left out when nothing is known of the model; then Claude Code goes by what it finds out itself. */
  capabilities?: Capability[];
}

const known = (
  JSON.parse(templateText("claude-code/models.json")) as { models: Partial<Record<string, ModelFacts>> }
).models;

/** Name and capabilities of a model from `templates/claude-code/models.json`, matched by its whole id. */
export function modelFacts(modelId: string): ModelFacts {
  return known[splitModelId(modelId).model] ?? { name: anthropicId(modelId) };
}

/** The family in a model id, wherever it stands: `claude-opus-4-6`, `claude-3-5-haiku-…`. */
export function familyOf(modelId: string): Family | undefined {
  const words = anthropicId(modelId).split("-");
  return FAMILIES.find((family) => words.includes(family));
}

/** Whether a name is one of Claude Code's own for a tier, or for a choice among tiers. */
export function tierAlias(name: string): boolean {
  return [...FAMILIES, "best", "opusplan", "default"].includes(name.toLowerCase());
}

/**
 * Anthropic's id of a model on Bedrock, date included: `claude-opus-4-5-20251101` for
 * `us.anthropic.claude-opus-4-5-20251101-v1:0`. The keys of `modelOverrides` are these.
 */
export function anthropicId(modelId: string): string {
  return splitModelId(modelId)
    .model.replace(/^anthropic\./, "")
    .replace(/-v\d+(?::[a-z0-9]+)*$/, "");
}
