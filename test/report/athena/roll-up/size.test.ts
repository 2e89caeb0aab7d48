import { expect, test } from "vitest";
import { temporaryFolder } from "../../../support/sandbox.js";
import { installed, logKey, logObject } from "../installed.js";
import { record } from "../records.js";

const CALLS = 10_000;
const PER_OBJECT = 25;

const BENCHMARK = new URL("../../../../bench/report-logs.js", import.meta.url).href;

/** Logs as the benchmark makes them. */
interface Benchmark {
  writeLogs(options: { root: string; records: number; perObject: number; bodyBytes: number }): {
    stored: number;
  };
}

/** A repeatable generator of numbers from 0 to 1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A day of calls of sixty developers with three profiles each, without bodies: they leave nothing in the roll-up. */
function busyDay() {
  const random = numbers(11);
  const whole = (below: number) => Math.floor(random() * below);
  const hex = (digits: number) => Array.from({ length: digits }, () => whole(16).toString(16)).join("");
  const uuid = () => [8, 4, 4, 4, 12].map(hex).join("-");
  const tokens = (mean: number) => Math.floor(-Math.log(1 - random()) * mean);
  const profiles = Array.from(
    { length: 180 },
    () => `arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/${hex(12)}`,
  );
  const objects: Record<string, Uint8Array> = {};
  for (let i = 0; i < CALLS; i += PER_OBJECT) {
    const calls = Array.from({ length: PER_OBJECT }, (_, j) => {
      const developer = whole(60);
      const write = tokens(2500);
      const time = new Date(Date.UTC(2026, 10, 3) + ((i + j) / CALLS) * 86_400_000 + whole(30_000));
      return record(uuid(), {
        timestamp: `${time.toISOString().slice(0, 19)}Z`,
        modelId: profiles[developer * 3 + whole(3)],
        identity: {
          arn: `arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_claude-code-developer_0123456789abcdef/dev-${developer}`,
        },
        input: {
          inputTokenCount: tokens(40),
          cacheReadInputTokenCount: tokens(60_000),
          cacheWriteInputTokenCount: write,
        },
        output: {
          outputTokenCount: 1 + tokens(500),
          outputBodyJson: {
            model: "claude-opus-5-5",
            usage: { cache_creation: { ephemeral_1h_input_tokens: write } },
          },
        },
      });
    });
    const hour = String(Math.floor((i / CALLS) * 24)).padStart(2, "0");
    objects[logKey(`2026/11/03/${hour}`, `20261103T${hour}0000000Z_${hex(16)}`)] = logObject(calls);
  }
  return objects;
}

test("a call takes 30 bytes at most: 500 times fewer than in a log with bodies of 40 KB", async () => {
  const account = await installed(busyDay());
  await account.rolledUp("2026-11");
  const { scan, rows } = await account.rolledUp("2026-11");
  expect(rows.reduce((sum, row) => sum + row.invocations, 0)).toBe(CALLS);
  const bytes = scan.bytes / CALLS;
  expect(bytes).toBeLessThanOrEqual(30);
  // Less would be a mistake of the simulation: half of it are the request ids, which no compression makes smaller.
  expect(bytes).toBeGreaterThan(20);

  const { writeLogs } = (await import(BENCHMARK)) as Benchmark;
  const logs = writeLogs({ root: temporaryFolder(), records: 50, perObject: 25, bodyBytes: 40_000 });
  expect(logs.stored / 50 / bytes).toBeGreaterThan(500);
});
