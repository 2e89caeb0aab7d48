import {
  appendFileSync,
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { isDiskError, writing } from "../files/disk.js";
import { withFileMutex } from "../files/mutex.js";
import { damaged } from "./damage.js";
import { WrittenSize } from "./written.js";

/** One row written (`value` set) or removed (`value` undefined) by a transaction. */
export interface Change {
  table: string;
  key: string;
  before: unknown;
  value: unknown;
}

/** Names in the account's folder. */
export const JOURNAL_FILE = "account.jsonl";
export const SIZE_FILE = "account.size";
export const MUTEX_FILE = "mutex";

const COMPACT_ABOVE_BYTES = 8 * 1024 * 1024;
/** How often a journal that seems too short is looked at again: another process may be compacting it right now. */
const LOOKS = 20;

/**
 * The simulated account's state on disk: an append-only file with one line a transaction, `[[table, key, value?], …]`.
 * A transaction is one `write` of one line, so a process killed at any moment leaves it whole or absent; other
 * processes see it at their next call. Files are mode 600; reading makes none.
 */
export class Journal {
  readonly tables = new Map<string, Map<string, unknown>>();
  private offset = 0;
  private inode = 0n;
  private pending: Change[] | undefined;
  private lines = 0;
  private readonly file: string;
  private readonly written: WrittenSize;

  /** Makes no folder and no file: the first transaction does. */
  constructor(private readonly dir: string) {
    this.file = join(dir, JOURNAL_FILE);
    this.written = new WrittenSize(join(dir, SIZE_FILE));
  }

  /**
   * Brings the tables up to date with what any process has written.
   * @throws KnownError when the file is not as it was written
   */
  sync(): void {
    for (let look = 1; ; look += 1) {
      // Read before the journal's own size, which may only have grown since.
      const written = this.written.read();
      const size = this.readOn();
      // Whole lines: whatever was counted ended with one.
      if (written <= this.offset) return;
      if (look < LOOKS) continue;
      const left = `${this.offset} bytes of whole lines are left of ${written}`;
      throw damaged(this.file, size === 0 ? "is gone, or empty" : `has been cut off: ${left}`);
    }
  }

  /** Reads what has been added. @returns the size of the file, 0 when there is none */
  private readOn(): number {
    const fd = this.open();
    if (fd === undefined) {
      this.forget(0n);
      return 0;
    }
    try {
      const stat = fstatSync(fd, { bigint: true });
      const total = Number(stat.size);
      if (stat.ino !== this.inode || total < this.offset) this.forget(stat.ino);
      const size = total - this.offset;
      if (size <= 0) return total;
      const bytes = Buffer.alloc(size);
      const read = readSync(fd, bytes, 0, size, this.offset);
      const end = bytes.subarray(0, read).lastIndexOf(10) + 1;
      for (const line of bytes.toString("utf8", 0, end).split("\n").slice(0, -1)) this.apply(line);
      this.offset += end;
      return total;
    } finally {
      closeSync(fd);
    }
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

  private forget(inode: bigint): void {
    this.tables.clear();
    this.offset = 0;
    this.lines = 0;
    this.inode = inode;
  }

  private apply(line: string): void {
    this.lines += 1;
    const changes = parseLine(line);
    if (changes === undefined) {
      const { lines } = this;
      // What was read before it stands in the tables: the next look begins at the top again.
      this.forget(0n);
      throw damaged(this.file, `cannot be read at line ${lines}`);
    }
    for (const [table, key, value] of changes) this.set(table, key, value ?? undefined);
  }

  /**
   * Runs `work` alone among all processes and makes its changes durable together; if it throws, none of them happened.
   * @returns what `work` returned, and the changes it made
   * @throws KnownError when the disk takes nothing; then none of them happened either
   */
  transact<T>(work: () => T): { result: T; changes: Change[] } {
    return writing(this.file, () => {
      mkdirSync(this.dir, { recursive: true, mode: 0o700 });
      return withFileMutex(join(this.dir, MUTEX_FILE), () => this.alone(work));
    });
  }

  private alone<T>(work: () => T): { result: T; changes: Change[] } {
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

  private append(changes: Change[]): void {
    const line = JSON.stringify(
      changes.map((c) => (c.value === undefined ? [c.table, c.key] : [c.table, c.key, c.value])),
    );
    const text = Buffer.from(`${line}\n`);
    const fd = openSync(this.file, "a+", 0o600);
    try {
      // A killed writer may have left half a line behind the last newline; the mutex makes it ours to cut off.
      ftruncateSync(fd, this.offset);
      appendFileSync(fd, text);
      if (this.offset === 0) this.inode = fstatSync(fd, { bigint: true }).ino;
      this.offset += text.length;
      this.lines += 1;
    } finally {
      closeSync(fd);
    }
    this.afterwards(() => this.written.write(this.offset));
    if (this.offset > COMPACT_ABOVE_BYTES) this.afterwards(() => this.compact());
  }

  /** Work that a full disk may hinder without harm: the transaction is written already. */
  private afterwards(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!isDiskError(error)) throw error;
    }
  }

  /** Rewrites the file with live rows only, when that at least halves it. */
  private compact(): void {
    const rows: unknown[] = [];
    for (const [table, entries] of this.tables)
      for (const [key, value] of entries) rows.push([table, key, value]);
    const text = rows.length === 0 ? "" : `${rows.map((row) => JSON.stringify([row])).join("\n")}\n`;
    const size = Buffer.byteLength(text);
    if (size * 2 > this.offset) return;
    const temporary = `${this.file}.tmp`;
    try {
      writeFileSync(temporary, text, { mode: 0o600 });
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
    // First the number, then the file: a crash in between leaves a journal that is longer than it has to be.
    this.written.write(size);
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

/** The changes of one transaction; undefined for a line that is none. */
function parseLine(line: string): [string, string, unknown][] | undefined {
  let changes: unknown;
  try {
    changes = JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
  const isChange = (change: unknown) =>
    Array.isArray(change) && typeof change[0] === "string" && typeof change[1] === "string";
  return Array.isArray(changes) && changes.every((change) => isChange(change))
    ? (changes as [string, string, unknown][])
    : undefined;
}
