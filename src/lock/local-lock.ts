import { mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { isDiskError, writing } from "../files/disk.js";
import { withFileMutex } from "../files/mutex.js";
import { type Holder, describeHolder, isGone, parseHolder } from "./holder.js";
import { locked } from "./locked.js";

/**
 * Takes the lock that keeps two runs on one machine apart, a file of mode 600. A file whose process is gone is taken
 * over at once.
 * @returns what releases it
 * @throws KnownError with exit code 4 when another run holds it
 */
export function takeLocalLock(file: string, holder: Holder): () => void {
  const mutex = `${file}.mutex`;
  writing(file, () => {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    withFileMutex(mutex, () => {
      refuseIfHeld(file);
      writeFileSync(file, JSON.stringify(holder), { mode: 0o600 });
    });
  });
  const release = () => {
    if (parseHolder(readIfThere(file) ?? "")?.runId === holder.runId) unlinkSync(file);
  };
  return () => {
    try {
      withFileMutex(mutex, release);
    } catch (error) {
      // A full disk has no room for the mutex. Nobody else touches the file as long as this process lives.
      if (!isDiskError(error)) throw error;
      release();
    }
  };
}

/** @throws KnownError with exit code 4 when the lock's file names a run that is not known to be gone */
export function refuseIfHeld(file: string): void {
  const text = readIfThere(file);
  const other = text === undefined ? undefined : parseHolder(text);
  if (other !== undefined && !isGone(other)) throw locked(describeHolder(other), `the file ${file}`);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
