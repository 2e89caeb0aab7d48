import type { GuardrailSummary } from "@aws-sdk/client-bedrock";
import type { Live, ReadContext, Tags, Wanted } from "../../src/engine/kind.js";
import { contentOf, sameContent, undeclaredPolicies } from "./guardrail-content.js";
import type { Guardrail } from "./guardrail.js";

/** The guardrail with our name, looked for even when it is not wanted: it may have been. */
export async function readGuardrails(
  cx: ReadContext,
  wanted: readonly Wanted<Guardrail>[],
): Promise<Live<Guardrail>[]> {
  const want = wanted[0];
  const found = await (want === undefined ? unwantedGuardrail(cx) : namedGuardrail(cx, want.name));
  if (found === undefined) return [];
  const { id = "", name = "", arn = "" } = found;
  const [tags, read] = await Promise.all([
    cx.tagsOf(arn, want?.tags, () => guardrailTags(cx, arn)),
    want === undefined || cx.forRemoval ? { spec: {}, version: undefined } : details(cx, id),
  ]);
  const version: Record<string, string> = read.version === undefined ? {} : { version: read.version };
  return [{ kind: "guardrail", name, tags, attributes: { id, arn, ...version }, ...read }];
}

/** Name the guardrail of a stack has, wanted or not. */
export function guardrailName(cx: ReadContext): string {
  return `${cx.stack.name}-guardrail`;
}

/** A guardrail of our name that the YAML does not want; one call, however many kinds ask. */
export function unwantedGuardrail(cx: ReadContext): Promise<GuardrailSummary | undefined> {
  return cx.once("unwanted-guardrail", () => namedGuardrail(cx, guardrailName(cx)));
}

/** The guardrail of the region with this name; names are unique. */
async function namedGuardrail(cx: ReadContext, name: string): Promise<GuardrailSummary | undefined> {
  const pages = await cx.aws.pages("bedrock", "ListGuardrails", {}, undefined, 1000);
  return pages.flatMap((page) => page.guardrails ?? []).find((candidate) => candidate.name === name);
}

/** Tags as Bedrock itself has them. */
export async function guardrailTags(cx: ReadContext, arn: string): Promise<Tags> {
  const { tags } = await cx.aws.call("bedrock", "ListTagsForResource", { resourceARN: arn });
  return Object.fromEntries((tags ?? []).map((tag) => [tag.key ?? "", tag.value ?? ""]));
}

async function details(cx: ReadContext, guardrailIdentifier: string) {
  const [draft, version] = await Promise.all([
    cx.aws.call("bedrock", "GetGuardrail", { guardrailIdentifier }),
    newestVersion(cx, guardrailIdentifier),
  ]);
  const published =
    version === undefined
      ? undefined
      : await cx.aws.call("bedrock", "GetGuardrail", { guardrailIdentifier, guardrailVersion: version });
  const spec: Partial<Guardrail> = {
    description: draft.description ?? "",
    ...contentOf(draft),
    ...(published !== undefined && sameContent(draft, published) ? { published: true } : {}),
  };
  return { spec, version, extra: { kept: undeclaredPolicies(draft) } };
}

async function newestVersion(cx: ReadContext, guardrailIdentifier: string): Promise<string | undefined> {
  const pages = await cx.aws.pages("bedrock", "ListGuardrails", { guardrailIdentifier }, undefined, 1000);
  const numbers = pages
    .flatMap((page) => page.guardrails ?? [])
    .map(({ version }) => Number(version))
    .filter((number) => Number.isInteger(number));
  return numbers.length === 0 ? undefined : String(Math.max(...numbers));
}
