import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { damaged } from "./damage.js";

/** Digits of the number, written over in place: that needs no room on a full disk. */
const WIDTH = 16;

/**
 * How many bytes of the journal have been written for good, kept in a file of its own. A journal that is shorter has been
 * cut off from outside: without this it would pass for an account of which less had been made.
 */
export class WrittenSize {
  constructor(private readonly file: string) {}

  /** @throws KnownError when the file holds no number */
  read(): number {
    let text: string;
    try {
      text = readFileSync(this.file, "utf8");
    } catch (error) {
      // Not there: an account that has never been written to, or was by a version that kept no number.
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
      throw error;
    }
    if (!/^\s*\d*\s*$/.test(text)) throw damaged(this.file, "holds no number");
    return Number(text);
  }

  write(size: number): void {
    const fd = this.open();
    try {
      writeSync(fd, `${String(size).padStart(WIDTH)}\n`, 0);
    } finally {
      closeSync(fd);
    }
  }

  private open(): number {
    try {
      return openSync(this.file, "r+");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      return openSync(this.file, "w", 0o600);
    }
  }
}
