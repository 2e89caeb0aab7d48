import type { Aws } from "../aws/aws.js";
import type { Field } from "./compare.js";
import type { Step } from "./step.js";
import type { TagReader } from "./tag-index.js";

export const PHASES = ["foundation", "logging", "allocation", "attribution", "budgets"] as const;
export type Phase = (typeof PHASES)[number];

/** The phase a key belongs to: its first part. */
export function phaseOf(key: string, fallback: Phase): Phase {
  const first = key.split("/")[0];
  return PHASES.find((phase) => phase === first) ?? fallback;
}

export type Tags = Record<string, string>;

/** Which stack is being reconciled, where. */
export interface Stack {
  /** The YAML's `project`, the value of every `ccb:stack` tag. */
  name: string;
  /** Twelve digits. */
  account: string;
  region: string;
  partition: string;
}

/** A resource as the YAML wants it. */
export interface Wanted<S = unknown> {
  /** Stable for the life of the resource, e.g. `allocation/profile/alice/opus`; the value of its `ccb:key` tag. */
  key: string;
  kind: string;
  /** AWS's name for it. */
  name: string;
  spec: S;
  /** All tags it should carry, ours included; undefined for what cannot be tagged. */
  tags?: Tags;
  /** Keys of resources that have to be there first, besides those the spec refers to. */
  needs?: string[];
  /** Keys of resources that are to be settled first if they are part of the run, whether they succeed or not. */
  after?: string[];
}

/** A resource as AWS has it. */
export interface Live<S = unknown> {
  kind: string;
  name: string;
  /** What is compared; fields that AWS does not have are undefined. */
  spec: Partial<S>;
  /** Tags as read, or undefined for what cannot be tagged. */
  tags?: Tags;
  /** ARNs, ids and the like, for references and outputs. */
  attributes: Record<string, string>;
  /** For what cannot be tagged: its key, when it is known to be ours. */
  key?: string;
  /** For what cannot be tagged, or when something else than a tag decides. */
  owner?: "ours" | "unowned" | { foreign: string };
  /** `data`: only `destroy --delete-data` removes it; `shared`: others may rely on it, so nothing does. */
  keep?: "data" | "shared";
  /** Nothing is there yet, and no call of ours can make it: neither a difference nor in place. */
  awaited?: true;
  /** Anything else `remove` and `update` need to know. */
  extra?: Record<string, unknown>;
}

/** Something only a person can do. */
export interface Pending {
  key: string;
  /** What waits, e.g. "subscription of platform@example.com". */
  what: string;
  /** What to do about it. */
  action: string;
}

export interface ReadContext {
  aws: Aws;
  stack: Stack;
  /** Tags from the account's tag index, confirmed by a direct read where they differ from what is wanted. */
  tagsOf: TagReader;
  /** True when everything is about to be removed: what stands in the way of a deletion has to be read too. */
  forRemoval: boolean;
  /** Only what belongs to these developers is read, where a kind can tell; undefined for everything. */
  developers?: ReadonlySet<string>;
  /** Replaced resources stay, marked as retiring. */
  keepOld: boolean;
  /** Retiring resources go. */
  dropOld: boolean;
  /** True when every detail is wanted, whatever the number of calls (`ccb status`). */
  thorough: boolean;
  now: Date;
  /** Everything wanted, for kinds that depend on what others find. */
  wanted: readonly Wanted[];
  /** Shares a read between kinds: the first caller's work is everybody's answer. */
  once<T>(name: string, read: () => Promise<T>): Promise<T>;
  warn(message: string): void;
}

/** How one kind of AWS resource is read and which calls make a difference go away. One file a kind. */
export interface Kind<S = unknown> {
  name: string;
  /** Where resources belong whose key does not say it (the first part of a key is its phase). */
  phase: Phase;
  /** True when it exists once an account, not once a region: its tags carry `ccb:region` too. */
  global?: boolean;
  /** How every declared field is compared, and whether a difference means replacement. */
  fields: { [F in keyof S]-?: Field };
  /** Seconds for which reads may still answer what was there before a write. */
  lags?: number;
  /** Kinds that must still be there while this one exists; decides the order of deletions. */
  needs?: readonly string[];
  /**
   * Reads everything of this kind that is ours or has a wanted name, in bulk.
   * @throws what AWS answers, when the answer is needed
   */
  read(cx: ReadContext, wanted: readonly Wanted<S>[]): Promise<Live<S>[]>;
  /** Calls that make it; the first creates it with its tags. */
  create(want: Wanted<S>, stack: Stack): Step[];
  /** Calls for the fields that differ. Not asked for fields that mean replacement. */
  update(want: Wanted<S>, live: Live<S>, changed: ReadonlySet<keyof S>, stack: Stack): Step[];
  /** Calls that add or overwrite these tags. */
  tag?(live: Live<S>, tags: Tags, stack: Stack): Step[];
  remove(live: Live<S>, stack: Stack): Step[];
  /** Last calls for something that is no longer wanted but stays because it holds data. */
  whenKept?(live: Live<S>, stack: Stack): Step[];
  /** A free name for a resource whose wanted name is held by another one of ours. */
  rename?(want: Wanted<S>, taken: ReadonlySet<string>): string;
  /** What waits on a person. */
  pending?(want: Wanted<S> | undefined, live: Live<S> | undefined): Pending[];
}

/** A kind whose spec type does not matter to the caller. Methods are bivariant, so every kind fits. */
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyKind = Kind<any>;
