import { execFileSync, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/load.js";
import { YAML_BYTES_MAX, readText } from "../../src/config/read-text.js";
import { ccb } from "../support/cli.js";
import { temporaryFolder } from "../support/sandbox.js";
import { SMALL } from "../support/yaml.js";

const file = (content: string | Uint8Array): string => {
  const path = join(temporaryFolder(), "ccb.yaml");
  writeFileSync(path, content);
  return path;
};

describe("the size of a YAML", () => {
  it("may be two megabytes and not a byte more", () => {
    const comment = `#${"x".repeat(YAML_BYTES_MAX - SMALL.length - 2)}\n`;
    expect(loadConfig(file(SMALL + comment)).config).toBeDefined();
    expect(loadConfig(file(`${SMALL}${comment}#`)).problems).toEqual([
      expect.objectContaining({ line: 1, column: 1, message: expect.stringContaining("larger than 2 MB") }),
    ]);
  });

  it("is refused before anything of the file is looked at", async () => {
    const result = await ccb(["validate", "-c", file("[".repeat(50_000_000))]);
    expect(result.code).toBe(3);
    expect(result.err).toMatch(/ccb\.yaml:1:1: the file is larger than 2 MB, which is the most ccb reads/);
  });
});

describe("what is no regular file", () => {
  it("is read up to the limit", () => {
    expect(readText("/dev/zero", 1000)).toEqual({ problem: expect.stringContaining("larger than 0.001 MB") });
  });

  it("is read to its end when it is a pipe", () => {
    const pipe = join(temporaryFolder(), "pipe");
    execFileSync("sh", ["-c", 'mkfifo "$0"', pipe]);
    spawn("sh", ["-c", 'printf "a: b" > "$0"', pipe]);
    expect(readText(pipe, 1000)).toEqual({ text: "a: b", hasMark: false });
  });
});
