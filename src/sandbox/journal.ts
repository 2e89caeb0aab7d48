import {
  appendFileSync,
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { withFileMutex } from "../files/mutex.js";

/** One row written (`value` set) or removed (`value` undefined) by a transaction. */
export interface Change {
  table: string;
  key: string;
  before: unknown;
  value: unknown;
}

const FILE = "account.jsonl";
const COMPACT_ABOVE_BYTES = 8 * 1024 * 1024;

/**
 * The simulated account's state on disk: an append-only file with one line a transaction, `[[table, key, value?], …]`.
 * A transaction is one `write` of one line, so a process killed at any moment leaves it whole or absent; other
 * processes see it at their next call. Files are mode 600.
 */
export class Journal {
  readonly tables = new Map<string, Map<string, unknown>>();
  private offset = 0;
  private inode = 0n;
  private pending: Change[] | undefined;
  private readonly file: string;

  /** Makes no folder and no file: the first transaction does. */
  constructor(private readonly dir: string) {
    this.file = join(dir, FILE);
  }

  /** Brings the tables up to date with what any process has written. */
  sync(): void {
    const fd = this.open();
    if (fd === undefined) {
      this.forget(0n);
      return;
    }
    try {
      const stat = fstatSync(fd, { bigint: true });
      if (stat.ino !== this.inode || Number(stat.size) < this.offset) {
        this.forget(stat.ino);
      }
      const size = Number(stat.size) - this.offset;
      if (size <= 0) return;
      const bytes = Buffer.alloc(size);
      readSync(fd, bytes, 0, size, this.offset);
      const end = bytes.lastIndexOf(10) + 1;
      for (const line of bytes.toString("utf8", 0, end).split("\n")) {
        if (line === "") continue;
        for (const [table, key, value] of JSON.parse(line) as [string, string, unknown][]) {
          this.set(table, key, value ?? undefined);
        }
      }
      this.offset += end;
    } finally {
      closeSync(fd);
    }
  }

  /**
   * Runs `work` alone among all processes and makes its changes durable together; if it throws, none of them happened.
   * @returns what `work` returned, and the changes it made
   */
  transact<T>(work: () => T): { result: T; changes: Change[] } {
    mkdirSync(this.dir, { recursive: true, mode: 0o700 });
    return withFileMutex(join(this.dir, "mutex"), () => {
      this.sync();
      this.pending = [];
      try {
        const result = work();
        const changes = this.pending;
        if (changes.length > 0) this.append(changes);
        return { result, changes };
      } catch (error) {
        this.undo(this.pending);
        throw error;
      } finally {
        this.pending = undefined;
      }
    });
  }

  /** Records a row of the running transaction. @throws outside a transaction: a read may not write. */
  write(table: string, key: string, value: unknown): void {
    if (this.pending === undefined) throw new Error(`sandbox: ${table} written by a read operation`);
    // Through JSON, so that a row is the same in memory as after reading it back (dates are strings).
    const frozen = value === undefined ? undefined : deepFreeze(JSON.parse(JSON.stringify(value)) as unknown);
    this.pending.push({ table, key, before: this.tables.get(table)?.get(key), value: frozen });
    this.set(table, key, frozen);
  }

  /** Takes changes back in memory (not on disk), newest first. */
  undo(changes: readonly Change[]): void {
    for (const change of changes.toReversed()) this.set(change.table, change.key, change.before);
  }

  /** Puts changes back after {@link undo}. */
  redo(changes: readonly Change[]): void {
    for (const change of changes) this.set(change.table, change.key, change.value);
  }

  /** @returns the file to read; undefined for an account in which nothing was written yet */
  private open(): number | undefined {
    try {
      return openSync(this.file, "r");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  /** Starts anew with the file of this number. */
  private forget(inode: bigint): void {
    this.tables.clear();
    this.offset = 0;
    this.inode = inode;
  }

  private append(changes: Change[]): void {
    const line = JSON.stringify(
      changes.map((c) => (c.value === undefined ? [c.table, c.key] : [c.table, c.key, c.value])),
    );
    const fd = openSync(this.file, "a+", 0o600);
    try {
      // A killed writer may have left half a line behind the last newline; the mutex makes it ours to cut off.
      ftruncateSync(fd, this.offset);
      const text = Buffer.from(`${line}\n`);
      appendFileSync(fd, text);
      this.offset += text.length;
    } finally {
      closeSync(fd);
    }
    if (this.offset > COMPACT_ABOVE_BYTES) this.compact();
  }

  /** Rewrites the file with live rows only, when that at least halves it. */
  private compact(): void {
    const rows: unknown[] = [];
    for (const [table, entries] of this.tables)
      for (const [key, value] of entries) rows.push([table, key, value]);
    const text = rows.length === 0 ? "" : `${rows.map((row) => JSON.stringify([row])).join("\n")}\n`;
    if (Buffer.byteLength(text) * 2 > this.offset) return;
    const temporary = `${this.file}.tmp`;
    writeFileSync(temporary, text, { mode: 0o600 });
    renameSync(temporary, this.file);
    this.sync();
  }

  private set(table: string, key: string, value: unknown): void {
    let entries = this.tables.get(table);
    if (entries === undefined) this.tables.set(table, (entries = new Map()));
    if (value === undefined) entries.delete(key);
    else entries.set(key, value);
  }
}

/** Rows are shared between calls: a handler that changes one in place would change history, so it must not be able to. */
function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
