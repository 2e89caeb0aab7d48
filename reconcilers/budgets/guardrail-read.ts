import type { AccountEnforcedGuardrailOutputConfiguration, GuardrailSummary } from "@aws-sdk/client-bedrock";
import type { Live, ReadContext, Tags, Wanted } from "../../src/engine/kind.js";
import { contentOf, sameContent, undeclaredPolicies } from "./guardrail-content.js";
import type { Guardrail } from "./guardrail.js";

/** Numbered versions a guardrail can have; AWS raises it for nobody. Source: Amazon Bedrock quotas. */
const VERSIONS_MAX = 20;

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
    want === undefined || cx.forRemoval ? { spec: {}, version: undefined } : details(cx, id, arn),
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

/** Every guardrail configuration enforced in the region, the account's and the organization's. */
export function enforcedConfigurations(
  cx: ReadContext,
): Promise<AccountEnforcedGuardrailOutputConfiguration[]> {
  return cx.once("enforced-guardrails", async () => {
    const pages = await cx.aws.pages("bedrock", "ListEnforcedGuardrailsConfiguration", {});
    return pages.flatMap((page) => page.guardrailsConfig ?? []);
  });
}

async function details(cx: ReadContext, guardrailIdentifier: string, arn: string) {
  const [draft, versions] = await Promise.all([
    cx.aws.call("bedrock", "GetGuardrail", { guardrailIdentifier }),
    versionsOf(cx, guardrailIdentifier),
  ]);
  const version = versions.at(-1);
  const published =
    version === undefined
      ? undefined
      : await cx.aws.call("bedrock", "GetGuardrail", { guardrailIdentifier, guardrailVersion: version });
  const spec: Partial<Guardrail> = {
    description: draft.description ?? "",
    ...contentOf(draft),
    ...(published !== undefined && sameContent(draft, published) ? { published: true } : {}),
  };
  const surplus = versions.length < VERSIONS_MAX ? undefined : await surplusVersion(cx, arn, versions);
  return { spec, version, extra: { kept: undeclaredPolicies(draft), surplus } };
}

/** The oldest version that nothing of ours hands out: not the newest, which the outputs name, and not enforced. */
async function surplusVersion(
  cx: ReadContext,
  arn: string,
  versions: readonly string[],
): Promise<string | undefined> {
  const enforced = await enforcedConfigurations(cx);
  const inForce = enforced
    .filter(({ guardrailArn }) => guardrailArn === arn)
    .map(({ guardrailVersion }) => guardrailVersion);
  return versions.slice(0, -1).find((version) => !inForce.includes(version));
}

/** Numbers of the published versions, oldest first. */
async function versionsOf(cx: ReadContext, guardrailIdentifier: string): Promise<string[]> {
  const pages = await cx.aws.pages("bedrock", "ListGuardrails", { guardrailIdentifier }, undefined, 1000);
  return pages
    .flatMap((page) => page.guardrails ?? [])
    .map(({ version }) => Number(version))
    .filter((number) => Number.isInteger(number))
    .toSorted((a, b) => a - b)
    .map(String);
}
