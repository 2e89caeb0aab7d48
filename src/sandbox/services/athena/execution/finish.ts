import { createHash } from "node:crypto";
import type { Call } from "../../../call.js";
import { uuid } from "../../../uuid.js";
import { type BucketRow, bucketsOf } from "../../s3/rows.js";
import { addVersion } from "../../s3/versions.js";
import { findWorkGroup } from "../rows.js";
import type { Answer } from "./answer.js";
import { writeCsv } from "./csv.js";
import { QueryFailure } from "./failure.js";
import { placeOf } from "./listing.js";
import { type QueryRow, asS3, executions } from "./rows.js";
import { checkDestination } from "./unload-destination.js";
import type { UnloadStatement } from "./unload-statement.js";
import type { Unloaded } from "./unload.js";

/** How the work for a query ended. A failed one has neither answer nor objects. */
export type Ending = Pick<QueryRow, "state" | "reason" | "scanned"> & {
  answer?: Answer;
  unload?: UnloadStatement;
  unloaded?: Unloaded;
};

/** Writes down a query's end together with all objects it leaves: its result, or what it unloaded and the manifest. */
export function finish(row: QueryRow, ending: Ending, call: Call): void {
  const { answer, unload, unloaded, ...rest } = ending;
  const done = { ...row, ...rest, completed: call.now.toISOString() };
  try {
    const results = bucketsOf(asS3(call)).get(placeOf(row.output).bucket);
    if (rest.state === "SUCCEEDED" && results === undefined) {
      throw new QueryFailure(`The S3 bucket ${placeOf(row.output).bucket} does not exist`);
    }
    if (answer !== undefined && results !== undefined) leaveResult(done, answer, results, call);
    else if (unload !== undefined && unloaded !== undefined && results !== undefined) {
      leaveUnloaded(done, unload, unloaded, results, call);
    } else executions(call).put(row.id, done);
  } catch (error) {
    if (!(error instanceof QueryFailure)) throw error;
    executions(call).put(row.id, { ...done, state: "FAILED", reason: error.message });
  }
}

function leaveResult(row: QueryRow, { columns, rows }: Answer, results: BucketRow, call: Call): void {
  const text = writeCsv([columns.map((column) => column.name), ...rows]);
  leave(row, results, keyIn(row.output), Buffer.from(text), call);
  const described = columns.map(({ name, type }) => ({ Name: name, Label: name, Type: type }));
  executions(call).put(row.id, { ...row, columns: described });
}

function leaveUnloaded(
  row: QueryRow,
  unload: UnloadStatement,
  { files, rows }: Unloaded,
  results: BucketRow,
  call: Call,
): void {
  // Somebody may have written there while the query ran.
  const bucket = checkDestination(unload, call);
  const { prefix } = placeOf(unload.to);
  const time = call.now.toISOString().replaceAll(/[-:]/g, "").replace("T", "_").slice(0, 15);
  const keys = files.map(({ folder, bytes }, i) => {
    const number = String(i).padStart(5, "0");
    const key = `${prefix}${folder}${time}_${number}_${call.id(5)}_${uuid(call)}`;
    leave(row, bucket, key, bytes, call);
    return key;
  });
  const manifest = `${row.output}-manifest.csv`;
  const lines = keys.map((key) => `s3://${bucket.name}/${key}\n`).join("");
  leave(row, results, keyIn(manifest), Buffer.from(lines), call);
  executions(call).put(row.id, { ...row, manifest, written: rows, columns: ROWS });
}

/** What statements that answer no rows have as their result's only column. */
const ROWS = [{ Name: "rows", Label: "rows", Type: "bigint" }];

/** The workgroup says how everything a query writes is encrypted, whatever the bucket says. */
function leave(row: QueryRow, bucket: BucketRow, key: string, bytes: Buffer, call: Call): void {
  const { ResultConfiguration: how } = findWorkGroup(row.workGroup, call).configuration;
  const kmsKey = how?.EncryptionConfiguration?.KmsKey;
  addVersion(asS3(call), bucket, key, {
    ...(kmsKey === undefined ? {} : { kmsKey }),
    blob: call.blobs.put(bytes),
    size: bytes.length,
    etag: `"${createHash("md5").update(bytes).digest("hex")}"`,
    contentType: "application/octet-stream",
    headers: {},
    metadata: {},
  });
}

function keyIn(path: string): string {
  return /^s3:\/\/[^/]+\/(.+)$/s.exec(path)?.[1] ?? "";
}
