import type { EngineQuery } from "../usage.js";
import type { LogObject, LogSource } from "./source.js";

/** Folders that are looked into for `AWSLogs`, from the root down. */
const DEPTH = 8;

/** What the stack itself keeps beside the logs, and hidden folders. */
const NO_LOGS = /(^|\/)(ccb\/(calls|profiles)|\.[^/]*)\/$/;

/**
 * The log objects that may hold records of the month: directly in the hour folders of its days, of the day before and
 * of the day after, under any `AWSLogs`. Bodies (`data/`) and the permission-check marker lie elsewhere.
 * @returns in the order of their keys, whatever the source
 */
export async function findLogObjects(source: LogSource, query: EngineQuery): Promise<LogObject[]> {
  const roots = await findFolders(source, "", DEPTH, (folder) => /(^|\/)AWSLogs\/$/.test(folder));
  const years = await spread(source, roots, (folder) =>
    findFolders(source, folder, DEPTH, (below) => /\/\d{4}\/$/.test(below)),
  );
  const inRange = (folders: string[]) => folders.filter((folder) => mayHoldDays(folder, query));
  const below = async (folders: string[]) =>
    spread(source, inRange(folders), async (folder) => (await source.list(folder)).folders);
  const days = inRange(await below(await below(years)));
  const all = await spread(source, days, (day) => objectsOfDay(source, day));
  const objects = all
    .filter(({ key }) => key.endsWith(".json.gz"))
    .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return source.distinct?.(objects) ?? objects;
}

/** A day with few objects takes one request instead of one an hour; bodies may make it a day with many. */
async function objectsOfDay(source: LogSource, day: string): Promise<LogObject[]> {
  const below = await source.listBelow?.(day);
  if (below !== undefined) return below.filter(({ key }) => /^\d\d\/[^/]*$/.test(key.slice(day.length)));
  const { folders } = await source.list(day);
  const hours = folders.filter((folder) => /\/\d\d\/$/.test(folder));
  return spread(source, hours, async (hour) => (await source.list(hour)).objects);
}

/** The first folders on each way down that match. */
async function findFolders(
  source: LogSource,
  prefix: string,
  depth: number,
  matches: (folder: string) => boolean,
): Promise<string[]> {
  const { folders } = await source.list(prefix);
  const found = folders.filter(matches);
  if (depth === 1) return found;
  const others = folders.filter((folder) => !matches(folder) && !NO_LOGS.test(folder));
  const deeper = await spread(source, others, (folder) => findFolders(source, folder, depth - 1, matches));
  return [...found, ...deeper];
}

/** Whether a folder `…/YYYY/`, `…/YYYY/MM/` or `…/YYYY/MM/DD/` holds days to be read. */
function mayHoldDays(folder: string, { firstFolder, lastFolder }: EngineQuery): boolean {
  const date = /\/(\d{4}(?:\/\d\d){0,2})\/$/.exec(folder)?.[1]?.replaceAll("/", "-");
  return (
    date !== undefined &&
    date >= firstFolder.slice(0, date.length) &&
    date <= lastFolder.slice(0, date.length)
  );
}

/** Does something for each, several at a time, and joins the results in order. */
async function spread<T, R>(
  source: LogSource,
  items: readonly T[],
  each: (item: T) => Promise<R[]>,
): Promise<R[]> {
  const results: R[][] = [];
  let next = 0;
  const work = async () => {
    for (let i = next++; i < items.length; i = next++) results[i] = await each(items[i] as T);
  };
  await Promise.all(Array.from({ length: source.readsAtOnce }, work));
  return results.flat();
}
