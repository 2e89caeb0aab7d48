import type { Developer } from "../src/config/developers.js";
import type { Names } from "../src/config/names.js";
import type { Config } from "../src/config/schema.js";
import type { AnyKind, Kind, Phase, Stack, Wanted } from "../src/engine/kind.js";
import { ownerTags } from "../src/engine/ownership.js";

/** A model of the YAML as Bedrock knows it. */
export interface ResolvedModel {
  /** The YAML's alias, or the text under `allowedModels` when it is no alias. */
  alias: string;
  /** System profile id or model id, prefix included: `us.anthropic.claude-opus-4-6-v1`. */
  source: string;
  /** ARN to copy an inference profile from. */
  sourceArn: string;
  /** Model id without prefix: `anthropic.claude-opus-4-6-v1`. */
  modelId: string;
  /** Foundation-model ARNs of every destination region; region-less ones for `global.` profiles. */
  destinations: string[];
}

/** Identity Center as the account has it. */
export interface IdentityCenter {
  instanceArn: string;
  identityStoreId: string;
  /** Its home region, where all its calls go. */
  region: string;
  /** Groups and users of the YAML with their ids. */
  principals: { type: "GROUP" | "USER"; name: string; id: string }[];
}

/** The KMS key of `logging.kmsKeyArn`. */
export interface EncryptionKey {
  arn: string;
  /** Whom its policy does not let use it, one sentence each. */
  missing: readonly string[];
  /** What could not be found out. */
  notes: readonly string[];
}

/** All that the wanted resources are made from: the YAML and a few facts of the account. */
export interface Composition {
  config: Config;
  names: Names;
  developers: Developer[];
  stack: Stack;
  /** By alias. */
  models: ReadonlyMap<string, ResolvedModel>;
  /** What `foundation.allowedModels` comes to. */
  allowed: readonly ResolvedModel[];
  /** Present when `attribution.sso.enabled`. */
  identityCenter?: IdentityCenter;
  /** Present when the key was looked at. */
  key?: EncryptionKey;
}

/** A phase: the kinds it owns, and what it wants. */
export interface PhaseModule {
  phase: Phase;
  kinds: readonly AnyKind[];
  compose(c: Composition): Wanted[];
}

interface WantOptions {
  /** Tags besides ours and the YAML's; `false` for what cannot be tagged. */
  tags?: Record<string, string> | false;
  needs?: string[];
  after?: string[];
}

/** A wanted resource with its tags: ours, the YAML's `tags`, and its own. */
export function want<S>(
  c: Composition,
  kind: Kind<S>,
  key: string,
  name: string,
  spec: S,
  options: WantOptions = {},
): Wanted<S> {
  const { tags, ...order } = options;
  const all =
    tags === false
      ? {}
      : { tags: { ...c.config.tags, ...tags, ...ownerTags(c.stack, key, kind.global === true) } };
  return { key, kind: kind.name, name, spec, ...all, ...order };
}
