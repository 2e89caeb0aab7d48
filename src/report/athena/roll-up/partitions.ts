import type { PartitionInput } from "@aws-sdk/client-glue";
import type { Aws } from "../../../aws/aws.js";
import type { LogTables } from "../calls-sql.js";
import { CALLS_VERSION, CALL_COLUMNS, PARQUET } from "./calls-table.js";
import type { LogDay } from "./log-days.js";

/** A day of the roll-up: a partition, and the log objects it was made from. */
export interface RolledUpDay {
  /** `YYYY-MM-DD`. */
  day: string;
  /** `s3://bucket/prefix/`. */
  location: string;
  /** Where it lay before it was made anew; empty for the first time. */
  previous: string;
  objects: number;
  fingerprint: string;
  version: string;
  /** Files written for it. */
  files: number;
  /** Days after which its log objects were to expire, as it was made. */
  expirationDays: number | undefined;
  /** Whether it was made anew from what was left of an expiring log, when its files had gone. */
  incomplete: boolean;
  /** When it was made, milliseconds since 1970 UTC; 0 when it does not say. */
  madeAt: number;
}

/** Names of the partition's parameters. */
const FINGERPRINT = "ccb.objects";
const OBJECTS = "ccb.object-count";
const VERSION = "ccb.format";
const FILES = "ccb.file-count";
const EXPIRATION = "ccb.log-expiration-days";
const INCOMPLETE = "ccb.incomplete";
const PREVIOUS = "ccb.previous-location";
const MADE_AT = "ccb.compacted-at";

/** Partitions that one call takes (Glue API, BatchCreatePartition and BatchUpdatePartition). */
const BATCH = 100;

type Table = Pick<LogTables, "database" | "callsTable">;

/** Every day of the roll-up. @returns undefined when the table is not there */
export async function rolledUpDays(
  aws: Aws,
  { database, callsTable }: Table,
): Promise<Map<string, RolledUpDay> | undefined> {
  const input = { DatabaseName: database, TableName: callsTable, ExcludeColumnSchema: true };
  try {
    const pages = await aws.pages("glue", "GetPartitions", input);
    const days = pages.flatMap(({ Partitions = [] }) =>
      Partitions.map(({ Values, StorageDescriptor, Parameters = {} }) => ({
        day: Values?.[0] ?? "",
        location: withSlash(StorageDescriptor?.Location ?? ""),
        previous: Parameters[PREVIOUS] ?? "",
        objects: Number(Parameters[OBJECTS] ?? 0),
        fingerprint: Parameters[FINGERPRINT] ?? "",
        version: Parameters[VERSION] ?? "",
        files: Number(Parameters[FILES] ?? 0),
        expirationDays: Number(Parameters[EXPIRATION]) || undefined,
        incomplete: Parameters[INCOMPLETE] === "true",
        madeAt: Date.parse(Parameters[MADE_AT] ?? "") || 0,
      })),
    );
    return new Map(days.map((day) => [day.day, day]));
  } catch (error) {
    if ((error as Error).name === "EntityNotFoundException") return undefined;
    throw error;
  }
}

/** What a run wrote. */
interface Written {
  days: readonly LogDay[];
  /** `s3://bucket/prefix/`. */
  folder: string;
  /** Number of files by folder. */
  files: ReadonlyMap<string, number>;
  /** Days after which log objects expire. */
  expirationDays: number;
  /** Days of which too little is known. */
  incomplete: ReadonlySet<string>;
  madeAt: Date;
}

/**
 * Lets days of the roll-up be what a run wrote.
 * @param known the days of the roll-up, as far as is known
 * @throws Error named as Glue names it, for the first day that Glue does not take
 */
export async function pointTo(
  aws: Aws,
  { database, callsTable }: Table,
  written: Written,
  known: ReadonlyMap<string, RolledUpDay>,
): Promise<void> {
  const table = { DatabaseName: database, TableName: callsTable };
  const partitions = written.days.map((day) => partition(day, written, known.get(day.day)));
  const old = partitions.filter(({ day }) => known.has(day));
  for (const some of batches(partitions.filter(({ day }) => !known.has(day)))) {
    const { Errors = [] } = await aws.call("glue", "BatchCreatePartition", {
      ...table,
      PartitionInputList: some.map(({ input }) => input),
    });
    for (const { PartitionValues = [], ErrorDetail } of Errors) {
      // Somebody else's run was faster, or the answer to the first try got lost.
      const there = some.find(({ day }) => day === PartitionValues[0]);
      if (ErrorDetail?.ErrorCode !== "AlreadyExistsException" || there === undefined) {
        throw refused(PartitionValues, ErrorDetail);
      }
      old.push(there);
    }
  }
  for (const some of batches(old)) {
    const { Errors = [] } = await aws.call("glue", "BatchUpdatePartition", {
      ...table,
      Entries: some.map(({ day, input }) => ({ PartitionValueList: [day], PartitionInput: input })),
    });
    const [first] = Errors;
    if (first !== undefined) throw refused(first.PartitionValueList ?? [], first.ErrorDetail);
  }
}

function partition(
  { day, objects, fingerprint }: LogDay,
  { folder, files, expirationDays, incomplete, madeAt }: Written,
  before?: RolledUpDay,
) {
  const Location = `${folder}dt=${day}/`;
  const input: PartitionInput = {
    Values: [day],
    StorageDescriptor: {
      Location,
      Columns: CALL_COLUMNS.map(({ name, type }) => ({ Name: name, Type: type })),
      InputFormat: PARQUET.input,
      OutputFormat: PARQUET.output,
      SerdeInfo: { SerializationLibrary: PARQUET.serde },
    },
    Parameters: {
      [FINGERPRINT]: fingerprint,
      [OBJECTS]: String(objects),
      [VERSION]: CALLS_VERSION,
      [FILES]: String(files.get(Location) ?? 0),
      [EXPIRATION]: String(expirationDays),
      [MADE_AT]: madeAt.toISOString(),
      ...(incomplete.has(day) ? { [INCOMPLETE]: "true" } : {}),
      ...(before === undefined ? {} : { [PREVIOUS]: before.location }),
    },
  };
  return { day, input };
}

function refused(
  values: readonly string[],
  detail: { ErrorCode?: string; ErrorMessage?: string } = {},
): Error {
  const { ErrorCode: name = "GlueError", ErrorMessage: message = "Glue gives no reason" } = detail;
  return Object.assign(new Error(`partition dt=${values.join("/")}: ${name}: ${message}`), { name });
}

function withSlash(location: string): string {
  return location.endsWith("/") ? location : `${location}/`;
}

function batches<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / BATCH);
  return Array.from({ length: count }, (_, i) => items.slice(i * BATCH, (i + 1) * BATCH));
}
