import { readFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { BadInput } from "../../errors.js";

/** A log object, as listed. */
export interface LogObject {
  /** From the source's root on, with slashes. */
  key: string;
  /** Bytes as stored. */
  size: number;
  /** Changes with the content. */
  etag: string;
}

/** One level of a source: what is directly under a prefix. */
export interface Level {
  /** Prefixes of the folders, each with a slash at its end. */
  folders: string[];
  objects: LogObject[];
}

/** Where log objects are read from: a folder, or a bucket. */
export interface LogSource {
  /** For messages: a path or an address. */
  name: string;
  /** @param prefix empty, or with a slash at its end */
  list(prefix: string): Promise<Level>;
  /** All objects below a prefix, where one request tells them; undefined when there are too many. */
  listBelow?(prefix: string): Promise<LogObject[] | undefined>;
  /** @param key may begin with `../`. @returns undefined when there is none */
  read(key: string): Promise<Buffer | undefined>;
  /** The object's file, for sources on this machine: workers read it themselves. */
  fileOf?(key: string): string;
  /** Reads worth having under way at once. */
  readsAtOnce: number;
}

/**
 * A folder that holds a copy of the logs bucket.
 * @throws BadInput `logs_not_found` from listing, when there is no such folder
 */
export function folderSource(root: string): LogSource {
  return {
    name: root,
    readsAtOnce: 4,
    read: async (key) => {
      try {
        return await readFile(join(root, key));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
      }
    },
    fileOf: (key) => join(root, key),
    list: async (prefix) => {
      const level: Level = { folders: [], objects: [] };
      const entries = await readdir(join(root, prefix), { withFileTypes: true }).catch((error: Error) => {
        throw prefix === "" ? noFolder(root, error) : error;
      });
      for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
        const key = prefix + entry.name;
        if (entry.isDirectory()) level.folders.push(`${key}/`);
        else {
          const found = await stat(join(root, key)).catch(nothingThere);
          // A link that leads nowhere holds no logs.
          if (found === undefined) continue;
          if (found.isDirectory()) level.folders.push(`${key}/`);
          else level.objects.push({ key, size: found.size, etag: `${Math.round(found.mtimeMs)}` });
        }
      }
      return level;
    },
  };
}

function nothingThere(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

function noFolder(root: string, error: Error): BadInput {
  return new BadInput(
    "logs_not_found",
    `cannot read the folder ${root}: ${error.message}`,
    "Give --logs the folder that a copy of the logs bucket was made into.",
  );
}
