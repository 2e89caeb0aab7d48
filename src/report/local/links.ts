import { realpathSync } from "node:fs";
import { join, sep } from "node:path";
import type { LogObject } from "./source.js";

/**
 * Symbolic links below a folder of logs. What they lead to is read once, however many ways there are: the same records
 * twice would look like copies that somebody delivered.
 */
export class Links {
  /** Whether there was any: only then is it worth looking where paths lead. */
  met = false;

  constructor(private readonly root: string) {}

  /** Whether a link to a folder leads to a folder that it is in itself, so that following it would never end. */
  leadsBack(key: string): boolean {
    const target = this.realPath(key);
    const below = target.endsWith(sep) ? target : target + sep;
    const parts = key.split("/");
    return parts.some((_part, depth) => {
      const on = this.realPath(parts.slice(0, depth).join("/"));
      return on === target || on.startsWith(below);
    });
  }

  /** Objects in this order, of those that are one file that which is no link, else the first. */
  distinct(objects: LogObject[]): LogObject[] {
    if (!this.met) return objects;
    const root = this.realPath("");
    const chosen = new Map<string, LogObject>();
    for (const object of objects) {
      const path = this.realPath(object.key);
      if (!chosen.has(path) || path === join(root, object.key)) chosen.set(path, object);
    }
    const kept = new Set(chosen.values());
    return objects.filter((object) => kept.has(object));
  }

  private realPath(key: string): string {
    return realpathSync(join(this.root, key));
  }
}
