import { parseArn } from "../arn.js";
import { didYouMean, quote } from "../messages.js";
import { LONG_WINDOW, MODEL_ID, splitModelId } from "../model-id.js";
import { partitionOf } from "../partition.js";
import type { Config } from "../schema.js";
import { doubtful, wrong, type Finding } from "./finding.js";
import { GEOGRAPHIES, geographiesOf, servesRegion } from "./geography.js";

/** Whether each alias can be copied from what it names, in this Region. */
export function* modelFindings(config: Config): Iterable<Finding> {
  for (const [alias, { copyFrom }] of Object.entries(config.models)) {
    const path = ["models", alias, "copyFrom"];
    const finding = copyFrom.startsWith("arn:")
      ? arnFinding(copyFrom, config.region)
      : idFinding(copyFrom, config.region);
    if (finding !== undefined) yield { ...finding, path };
  }
}

function arnFinding(copyFrom: string, region: string): Finding | undefined {
  const arn = parseArn(copyFrom);
  const [kind, id] = arn?.resource.split("/") ?? [];
  if (LONG_WINDOW.test(copyFrom)) return idFinding(copyFrom, region);
  if (arn?.service !== "bedrock")
    return wrong([], `${quote(copyFrom)} is not the ARN of a Bedrock model or profile`);
  if (kind === "application-inference-profile") {
    return wrong(
      [],
      "an application inference profile cannot be copied; name the system profile or model it came from",
    );
  }
  if (
    (kind !== "inference-profile" && kind !== "foundation-model") ||
    id === undefined ||
    !MODEL_ID.test(id)
  ) {
    return wrong(
      [],
      `${quote(copyFrom)} is not the ARN of a Claude foundation model or system inference profile`,
    );
  }
  if (arn.partition !== partitionOf(region)) {
    return wrong([], `the ARN is in partition ${arn.partition}, but ${region} is in ${partitionOf(region)}`);
  }
  if (arn.region !== region) {
    return wrong([], `the ARN is in Region ${quote(arn.region)}, but profiles are created in ${region}`);
  }
  return kind === "inference-profile" ? idFinding(id, region) : undefined;
}

function idFinding(id: string, region: string): Finding | undefined {
  if (LONG_WINDOW.test(id)) {
    return wrong(
      [],
      `\`[1m]\` is no part of a model's id; leave it away and put \`context: 1m\` beside copyFrom`,
    );
  }
  const lower = id.toLowerCase();
  if (id !== lower && MODEL_ID.test(lower))
    return wrong([], `model ids are lower-case; did you mean \`${lower}\`?`);
  if (!MODEL_ID.test(id)) {
    const guess = /^(?:[a-z-]+\.)?(claude-[a-z0-9-]+)/.exec(lower)?.[1];
    const hint = guess === undefined ? "" : `; did you mean ${usualIds(`anthropic.${guess}`, region)}?`;
    return wrong(
      [],
      `${quote(id)} is not a system profile id (us.anthropic.claude-…), a model id (anthropic.claude-…) or an ARN of one${hint}`,
    );
  }
  const { geography, model } = splitModelId(id);
  if (geography === undefined) return undefined;
  const serves = servesRegion(geography, region);
  if (serves === undefined) {
    const hint = didYouMean(geography, GEOGRAPHIES) || `, known are ${GEOGRAPHIES.join(", ")}`;
    return doubtful(
      [],
      `\`${geography}.\` is no inference profile prefix known to this version of ccb${hint}`,
    );
  }
  if (serves) return undefined;
  return wrong(
    [],
    `\`${geography}.\` profiles cannot be called from ${region}; did you mean ${usualIds(model, region)}?`,
  );
}

/** A model under the prefixes usual in a Region. */
function usualIds(model: string, region: string): string {
  return geographiesOf(region)
    .map((geography) => `\`${geography}.${model}\``)
    .join(" or ");
}
