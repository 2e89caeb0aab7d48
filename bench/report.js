// What reading invocation logs costs, beside unpacking them and nothing else: `node bench/report.js [--mb 300]
// [--records 200000] [--runs 3] [--keep FOLDER]`. --mb: size of the logs with bodies; --records: of those without.
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { build } from "rolldown";
import { writeEndlessLine, writeLogs } from "./report-logs.js";

const TARGET = { bodies: 1.6, plain: 5, peakMb: 256, again: 0.5, callBytes: 30 };
const BODY_BYTES = 43_000;

/** Below this many calls a month, what a file of the ledger has besides calls is more than they are. */
const MANY = 40_000;

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
  measureEndless();
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
  const ledger = ledgerOf(root, options.records);
  const peakMb = Math.max(read.peakMb, ledger.first.peakMb, ledger.again.peakMb);
  const failed =
    ratio > TARGET[name] ||
    peakMb > TARGET.peakMb ||
    ledger.again.wall > TARGET.again ||
    (options.records >= MANY && ledger.callBytes > TARGET.callBytes);
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
  console.log(`  keeping a ledger  ${line(ledger.first)}`);
  console.log(`  a new object      ${line(ledger.more)}`);
  console.log(
    `  nothing new       ${line(ledger.again)}, ${ledger.again.wall.toFixed(2)} s with the start of Node (target ${TARGET.again})`,
  );
  console.log(`  ledger            ${ledger.callBytes.toFixed(1)} bytes a call (target ${TARGET.callBytes})`);
}

/** An object of 10 MB that is one line of 10 GiB: named, without holding it. */
function measureEndless() {
  const root = join(folder, "endless");
  const file = writeEndlessLine(root, 10 * 2 ** 30);
  const { seconds, peakMb, code, message = "" } = run("refuse", root);
  if (code !== "damaged_object" || !message.includes(basename(file)) || peakMb > TARGET.peakMb)
    process.exitCode = 1;
  console.log(
    `\nOne line of 10 GiB in ${Math.round(statSync(file).size / 1e6)} MB gzip: ${code} after ${seconds.toFixed(2)} s, peak ${peakMb.toFixed(0)} MB`,
  );
}

/** The first report that keeps a ledger, one after a log object came, and one after nothing changed. */
function ledgerOf(root, records) {
  const ledger = `${root}-ledger`;
  rmSync(ledger, { recursive: true, force: true });
  const objects = readdirSync(root, { recursive: true }).filter((file) => file.endsWith(".json.gz"));
  const last = join(root, objects.toSorted().at(-1));
  renameSync(last, `${last}.late`);
  const first = run("read", root, ledger);
  renameSync(`${last}.late`, last);
  const more = run("read", root, ledger);
  const again = run("read", root, ledger);
  if (again.records !== records || first.records >= records) throw new Error("the ledger lost calls");
  const kept = readdirSync(ledger).filter((file) => file.endsWith(".parquet"));
  const bytes = kept.reduce((sum, file) => sum + statSync(join(ledger, file)).size, 0);
  return { first, more, again, callBytes: bytes / records };
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

function run(mode, root, ...ledger) {
  const script = join(import.meta.dirname, "report-run.js");
  const started = performance.now();
  const child = spawnSync(process.execPath, [script, mode, String(workers), root, bundle, ...ledger], {
    encoding: "utf8",
  });
  if (child.status !== 0) throw new Error(`${mode} failed:\n${child.stderr}`);
  return { ...JSON.parse(child.stdout), wall: (performance.now() - started) / 1000 };
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
