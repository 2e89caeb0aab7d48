// What a start costs: processor time (user and system) of child processes, and whether an AWS client was loaded.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";

const TARGET_MS = 150;
const RUNS = 15;

const root = join(import.meta.dirname, "..");
const ccb = join(root, "bin/ccb.js");
const cases = [
  { name: "node -e 0", args: ["-e", "0"] },
  { name: "ccb --help", args: [ccb, "--help"] },
  { name: "ccb validate", args: [ccb, "--config", join(root, "examples/quickstart.yaml"), "validate"] },
];

const samples = cases.map(() => []);
// In turn, so that a busy moment of the machine meets them all.
for (let run = 0; run < RUNS; run += 1) {
  for (const [i, { args }] of cases.entries()) samples[i].push(cpuOf(args));
}
const medians = samples.map((values) => values.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)]);
const loaded = cases.flatMap(({ args }) => awsModulesOf(args));

console.log(`Node ${process.version} on ${availableParallelism()} × ${cpus()[0]?.model ?? "unknown"}`);
console.log(`Processor time, median of ${RUNS} starts; the target is ${TARGET_MS} ms\n`);
for (const [i, { name }] of cases.entries()) {
  const share = `${((100 * medians[i]) / TARGET_MS).toFixed(0)} % of the target`;
  console.log(`${name.padEnd(14)}${medians[i].toFixed(0).padStart(5)} ms   ${share}`);
}
console.log(`\nAWS modules loaded: ${loaded.length === 0 ? "none" : loaded.join(", ")}`);
if (loaded.length > 0 || medians.some((median) => median > TARGET_MS)) process.exitCode = 1;

/** Processor time of one start, milliseconds. */
function cpuOf(args) {
  const stderr = start(["--require", join(import.meta.dirname, "cpu-at-exit.cjs"), ...args]);
  return Number(/\ncpu (\d+)\n$/.exec(stderr)?.[1]) / 1000;
}

/** Modules of the AWS SDK that one start loads: V8's coverage names every script. */
function awsModulesOf(args) {
  const folder = mkdtempSync(join(tmpdir(), "ccb-bench-"));
  try {
    start(args, { NODE_V8_COVERAGE: folder });
    const reports = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")));
    const urls = reports.flatMap((report) => report.result.map((script) => script.url));
    return urls.filter((url) => /node_modules\/@(aws-sdk|smithy)\//.test(url));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @returns standard error. @throws when the command fails */
function start(args, env = {}) {
  const child = spawnSync(process.execPath, args, { encoding: "utf8", env: { ...process.env, ...env } });
  if (child.status !== 0) throw new Error(`${args.join(" ")} failed:\n${child.stderr}`);
  return child.stderr;
}
