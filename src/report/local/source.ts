import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { Links } from "./links.js";
import { BadInput } from "../../errors.js";
import { readRegular } from "../../files/regular-file.js";

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
  /** Objects without those that are others under another name; the source tells it where names can do that. */
  distinct?(objects: LogObject[]): LogObject[];
  /** Reads worth having under way at once. */
  readsAtOnce: number;
}

/**
 * A folder that holds a copy of the logs bucket.
 * @throws BadInput `logs_not_found` from listing, when there is no such folder
 */
export function folderSource(root: string): LogSource {
  const links = new Links(root);
  return {
    name: root,
    readsAtOnce: 4,
    read: async (key) => {
      try {
        return readRegular(join(root, key));
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
        if (entry.isDirectory()) {
          level.folders.push(`${key}/`);
          continue;
        }
        const found = await stat(join(root, key)).catch(nothingThere);
        // A link that leads nowhere holds no logs.
        if (found === undefined) continue;
        if (entry.isSymbolicLink()) links.met = true;
        if (!found.isDirectory())
          level.objects.push({ key, size: found.size, etag: `${Math.round(found.mtimeMs)}` });
        else if (!links.leadsBack(key)) level.folders.push(`${key}/`);
      }
      return level;
    },
    distinct: (objects) => links.distinct(objects),
  };
}

/** A link that leads to itself leads nowhere, too. */
function nothingThere(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT" && error.code !== "ELOOP") throw error;
}

function noFolder(root: string, error: Error): BadInput {
  return new BadInput(
    "logs_not_found",
    `cannot read the folder ${root}: ${error.message}`,
    "Give --logs the folder that a copy of the logs bucket was made into.",
  );
}
