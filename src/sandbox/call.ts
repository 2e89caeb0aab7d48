import type { Input, Operation, Output, ServiceId } from "../aws/services.js";

/** A table of the simulated account: rows by key, in the order they were first written. Rows are frozen. */
export interface Table<T> {
  get(key: string): T | undefined;
  has(key: string): boolean;
  put(key: string, row: T): void;
  delete(key: string): boolean;
  values(): T[];
  entries(): [string, T][];
}

/** What a handler knows about the call it answers. */
export interface Call {
  /** Twelve digits. */
  account: string;
  region: string;
  partition: string;
  /** ARN of the simulated caller. */
  caller: string;
  now: Date;
  /** Tags of AWS's own that every new bucket carries. */
  systemTags: readonly { Key: string; Value: string }[];
  /** A table of this service in this region. */
  table<T>(name: string): Table<T>;
  /** A table of this service shared by all regions (IAM, budgets, bucket names). */
  global<T>(name: string): Table<T>;
  /** A table of another service, for references that AWS checks; of this region, unless `scope` names another one or `global`. */
  foreign<T>(service: ServiceId, name: string, scope?: string): Table<T>;
  /** A fresh identifier of `length` lowercase letters and digits, unique in the account. */
  id(length: number): string;
  /** Bytes kept beside the tables, named by their SHA-256. */
  blobs: { put(bytes: Uint8Array): string; get(name: string): Buffer };
}

/** Handlers of one service by operation. They are synchronous: one call is one transaction. */
export type Handlers<S extends ServiceId> = {
  [O in Operation<S>]?: (input: Input<S, O>, call: Call) => Omit<Output<S, O>, "$metadata">;
};

/** What work outside a call's own transaction has of the account: transactions of its own. */
export interface Transactions {
  read<T>(work: (call: Call) => T): T;
  write<T>(work: (call: Call) => T): T;
}

/**
 * Work of a service that takes time, by operation: it is awaited before the operation's handler answers. What it finds
 * out it writes in a transaction of its own, so that no transaction is open meanwhile.
 */
export type Background<S extends ServiceId> = {
  [O in Operation<S>]?: (input: Input<S, O>, account: Transactions) => Promise<void>;
};
