import { developersOf } from "../../../src/config/developers.js";
import { namesOf } from "../../../src/config/names.js";
import { type Config, configSchema } from "../../../src/config/schema.js";
import type { Stack, Wanted } from "../../../src/engine/kind.js";
import { budgets } from "../../../reconcilers/budgets/index.js";
import type { Composition, ResolvedModel } from "../../../reconcilers/compose.js";
import { logGroup } from "../../../reconcilers/logging/log-group.js";
import { STACK } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";

type Sections = Partial<Record<keyof Config, unknown>>;

/** A composition of the smallest configuration with these sections. */
export function compositionOf(sections: Sections = {}, stack: Stack = STACK): Composition {
  const config = configSchema.parse({
    version: 1,
    region: stack.region,
    project: stack.name,
    models: { opus: { copyFrom: "us.anthropic.claude-opus-4-6-v1" } },
    logging: { bucketPrefix: "acme-corp" },
    ...sections,
  });
  const models = Object.entries(config.models).map(([alias, { copyFrom }]) => resolved(alias, copyFrom));
  return {
    config,
    names: namesOf(config),
    developers: developersOf(config),
    stack,
    models: new Map(models.map((model) => [model.alias, model])),
    allowed: models,
  };
}

/** Everything the phase wants, with the log group its filters stand on. */
export function wantedOf(c: Composition = compositionOf()): Wanted[] {
  const group: Wanted = {
    key: "logging/log-group",
    kind: logGroup.name,
    name: c.names.logGroup,
    spec: { retentionDays: 30 },
    tags: { "ccb:stack": c.stack.name, "ccb:key": "logging/log-group" },
  };
  return [group, ...budgets.compose(c)];
}

/** What the phase wants of one kind. */
export function ofKind(kind: string, c: Composition = compositionOf()): Wanted[] {
  return wantedOf(c).filter((want) => want.kind === kind);
}

/** Kinds of the phase and the log group's. */
export const KINDS = [logGroup, ...budgets.kinds];

/** A simulated account in which a second passes with every look at the clock, so that nothing is busy for long. */
export function quickSandbox() {
  let now = Date.parse("2026-11-20T08:00:00Z");
  return sandbox({ clock: () => new Date((now += 1000)) });
}

function resolved(alias: string, source: string): ResolvedModel {
  return {
    alias,
    source,
    sourceArn: `arn:aws:bedrock:us-east-1:123456789012:inference-profile/${source}`,
    modelId: source.replace(/^[a-z]+\.(?=[a-z]+\.)/, ""),
    destinations: [],
  };
}
