// What reading invocation logs costs, beside unpacking them and nothing else: `node bench/report.js [--mb 300]
// [--records 200000] [--runs 3] [--keep FOLDER]`. --mb: size of the logs with bodies; --records: of those without.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { build } from "rolldown";
import { writeLogs } from "./report-logs.js";

const TARGET = { bodies: 1.6, plain: 5, peakMb: 256 };
const BODY_BYTES = 43_000;

const { values } = parseArgs({
  options: {
    mb: { type: "string", default: "300" },
    records: { type: "string", default: "200000" },
    runs: { type: "string", default: "3" },
    keep: { type: "string" },
  },
});
const folder = values.keep ?? mkdtempSync(join(tmpdir(), "ccb-bench-"));
const workers = Math.min(availableParallelism(), 4);
const bundle = join(folder, "bundle");
try {
  await build({
    input: {
      bench: join(import.meta.dirname, "report-entry.ts"),
      "report-worker": join(import.meta.dirname, "../src/report/local/worker.ts"),
    },
    platform: "node",
    external: [/^@aws-sdk\//, /^@smithy\//],
    output: { dir: bundle, format: "esm", cleanDir: true },
    logLevel: "warn",
  });
  console.log(`Node ${process.version} on ${availableParallelism()} × ${cpus()[0]?.model ?? "unknown"}`);
  const records = Math.ceil((Number(values.mb) * 1e6) / (BODY_BYTES * 1.14));
  measure("with bodies", "bodies", { records, perObject: 25, bodyBytes: BODY_BYTES });
  measure("without bodies", "plain", { records: Number(values.records), perObject: 450, bodyBytes: 0 });
} finally {
  if (values.keep === undefined) rmSync(folder, { recursive: true });
}

function measure(title, name, options) {
  const root = join(folder, name);
  const sizes = logsOf(root, options);
  const runs = { gunzip: [], read: [] };
  for (let i = 0; i < Number(values.runs); i += 1) {
    // In turn, so that a busy moment of the machine meets both.
    runs.gunzip.push(run("gunzip", root));
    runs.read.push(run("read", root));
  }
  const [floor, read] = [best(runs.gunzip), best(runs.read)];
  if (read.records !== options.records) throw new Error(`${read.records} of ${options.records} records read`);
  const ratio = read.seconds / floor.seconds;
  const failed = ratio > TARGET[name] || read.peakMb > TARGET.peakMb;
  if (failed) process.exitCode = 1;
  const mb = (bytes) => `${Math.round(bytes / 1e6)} MB`;
  console.log(
    `\n${options.records} records ${title}, ${mb(sizes.raw)} raw, ${mb(sizes.stored)} gzip, ${workers} workers`,
  );
  console.log(`  gunzipSync alone  ${line(floor)}`);
  console.log(`  cost report       ${line(read)}`);
  console.log(
    `  ratio             ${ratio.toFixed(2)} (target ${TARGET[name]}), processor time ${(read.cpu / floor.cpu).toFixed(2)}`,
  );
}

/** The logs, made once per folder. */
function logsOf(root, options) {
  const note = `${root}.json`;
  const key = JSON.stringify(options);
  if (existsSync(note)) {
    const known = JSON.parse(readFileSync(note, "utf8"));
    if (known.key === key) return known.sizes;
  }
  rmSync(root, { recursive: true, force: true });
  const { raw, stored } = writeLogs({ root, ...options });
  writeFileSync(note, JSON.stringify({ key, sizes: { raw, stored } }));
  return { raw, stored };
}

function run(mode, root) {
  const script = join(import.meta.dirname, "report-run.js");
  const child = spawnSync(process.execPath, [script, mode, String(workers), root, bundle], {
    encoding: "utf8",
  });
  if (child.status !== 0) throw new Error(`${mode} failed:\n${child.stderr}`);
  return JSON.parse(child.stdout);
}

function best(runs) {
  return {
    ...runs.toSorted((a, b) => a.seconds - b.seconds)[0],
    cpu: Math.min(...runs.map(({ cpu }) => cpu)),
    peakMb: Math.max(...runs.map(({ peakMb }) => peakMb)),
  };
}

function line({ seconds, cpu, peakMb }) {
  return `${seconds.toFixed(2)} s, processor ${cpu.toFixed(2)} s, peak ${peakMb.toFixed(0)} MB`;
}
