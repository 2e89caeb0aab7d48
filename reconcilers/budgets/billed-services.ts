import { templateText } from "../../src/templates.js";
import type { Composition } from "../compose.js";

/** Base model id → name under which AWS sells the model. */
const names = JSON.parse(templateText("models.json")) as Record<string, string>;

/**
 * Service names that Claude's cost is booked under. AWS bills each Claude model as a Marketplace product of its own,
 * such as "Claude Opus 4.6 (Amazon Bedrock Edition)"; "Amazon Bedrock" holds only what is left, such as guardrails.
 * Every known model is named, used or not, so that one that somebody allows by hand counts too.
 * @returns sorted, without repetition
 */
export function billedServices(c: Composition): string[] {
  const resolved = [...c.models.values(), ...c.allowed].map((model) => model.modelId);
  const products = [...Object.values(names), ...resolved.map(productName)].flatMap((name) =>
    name === undefined ? [] : [`${name} (Amazon Bedrock Edition)`],
  );
  return [...new Set([...products, "Amazon Bedrock"])].toSorted();
}

/**
 * Name under which AWS sells a Claude model: version before family up to 3.7, behind it from 4 on.
 * @param modelId id without geography, e.g. `anthropic.claude-opus-4-6-v1`
 * @returns undefined for what is no Claude model
 */
export function productName(modelId: string): string | undefined {
  const known = names[modelId];
  if (known !== undefined) return known;
  const current = /^anthropic\.claude-([a-z]+)-(\d{1,2})(?:-(\d{1,2}))?(?:-\d{8})?(?:-v\d.*)?$/.exec(modelId);
  if (current !== null) return `Claude ${capital(current[1])} ${version(current[2], current[3])}`;
  const former = /^anthropic\.claude-(\d{1,2})(?:-(\d{1,2}))?-([a-z]+)(?:-\d{8})?(?:-v(\d+).*)?$/.exec(
    modelId,
  );
  if (former === null) return undefined;
  const revision = former[4] === undefined || former[4] === "1" ? "" : ` v${former[4]}`;
  return `Claude ${version(former[1], former[2])} ${capital(former[3])}${revision}`;
}

function version(major = "", minor?: string): string {
  return minor === undefined ? major : `${major}.${minor}`;
}

function capital(word = ""): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
