// One measured run, in a process of its own: `node report-run.js MODE WORKERS LOGS [BUNDLE [LEDGER]]`. Prints JSON.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";
import { gunzipSync } from "node:zlib";

if (!isMainThread) {
  // The floor: nothing but unpacking, with a buffer of the right size.
  let bytes = 0;
  for (const file of workerData) {
    const packed = readFileSync(file);
    const size = packed.readUInt32LE(packed.length - 4);
    bytes += gunzipSync(packed, { chunkSize: Math.max(size, 1024) }).length;
  }
  parentPort.postMessage(bytes, []);
} else {
  const [mode, count, logs, bundle, ledger] = process.argv.slice(2);
  const workers = Number(count);
  const run = { gunzip: gunzipAll, read: readAll, refuse: refuseAny }[mode];
  const started = performance.now();
  const result = await run(logs, workers, bundle, ledger);
  const seconds = (performance.now() - started) / 1000;
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const cpu = (userCPUTime + systemCPUTime) / 1e6;
  console.log(JSON.stringify({ seconds, cpu, peakMb: maxRSS / 1024, ...result }));
}

async function gunzipAll(logs, workers) {
  const files = readdirSync(logs, { recursive: true })
    .filter((file) => file.endsWith(".json.gz"))
    .map((file) => join(logs, file));
  const shares = Array.from({ length: workers }, (_, i) => files.filter((_file, n) => n % workers === i));
  const bytes = await Promise.all(
    shares.map(
      (share) =>
        new Promise((resolve, reject) => {
          const worker = new Worker(new URL(import.meta.url), { workerData: share });
          worker.on("message", resolve);
          worker.on("error", reject);
        }),
    ),
  );
  return { raw: bytes.reduce((sum, part) => sum + part, 0) };
}

/** What reading says about logs that cannot be read. */
async function refuseAny(logs, workers, bundle) {
  const error = await readAll(logs, workers, bundle).catch((thrown) => thrown);
  return { code: error.code, message: error.message };
}

async function readAll(logs, workers, bundle, folder) {
  const { Ledger, folderSource, readUsage, engineQuery } = await import(join(bundle, "bench.js"));
  const query = engineQuery("2026-10");
  const workerFile = join(bundle, "report-worker.js");
  const ledger = folder && new Ledger({ folder, source: logs, version: "bench" });
  const { rows, scan } = await readUsage({ source: folderSource(logs), query, workers, workerFile, ledger });
  return { rows: rows.length, records: scan.records };
}
