import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { awsModules, builtPackage } from "./support/built.js";
import { temporaryFolder } from "./support/sandbox.js";
import { SMALL } from "./support/yaml.js";

let folder = "";
let ccb = "";
beforeAll(() => {
  folder = builtPackage();
  ccb = join(folder, "bin/ccb.js");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A working folder with the small stack in it. */
function work(): string {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "ccb.yaml"), SMALL);
  return cwd;
}

function run(args: string[], cwd: string, env: Record<string, string> = {}) {
  return spawnSync(process.execPath, [ccb, ...args], {
    cwd,
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
}

describe("the built program", () => {
  it.each([["--help"], ["--version"], ["validate"], ["schema"], ["completion", "bash"]])(
    "loads no AWS client for ccb %s",
    (...args) => {
      const cwd = work();
      const coverage = join(cwd, "coverage");
      const { status, stderr } = run(args, cwd, { NODE_V8_COVERAGE: coverage });
      expect([status, stderr]).toEqual([0, ""]);
      expect(awsModules(coverage)).toEqual([]);
    },
  );

  it("would be caught loading one: a plan does", () => {
    const cwd = work();
    const coverage = join(cwd, "coverage");
    expect(run(["plan", "--sandbox"], cwd, { NODE_V8_COVERAGE: coverage }).status).toBe(0);
    expect(awsModules(coverage).length).toBeGreaterThan(0);
  });

  it("runs through a link, as npm installs it", () => {
    const cwd = work();
    mkdirSync(join(cwd, "bin"));
    symlinkSync(ccb, join(cwd, "bin/ccb"));
    const { status, stdout } = spawnSync(join(cwd, "bin/ccb"), ["validate"], { cwd, encoding: "utf8" });
    expect([status, stdout]).toEqual([0, "ccb.yaml is valid.\n"]);
  });

  it("refuses to apply when standard input is no terminal", () => {
    const { status, stderr } = run(["apply", "--sandbox"], work());
    expect(status).toBe(5);
    expect(stderr).toContain("there is no terminal to ask on; nothing was changed");
  });

  it("keeps standard output to the result", () => {
    const { status, stdout, stderr } = run(["apply", "--sandbox", "--yes", "--json"], work());
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toHaveProperty("outputs.developerRoleArn");
    expect(stderr).toMatch(/^Simulated AWS account/);
  });

  it.each(["schema", "plan --sandbox --verbose", "--help"])("ccb %s | head does not crash", (args) => {
    const script = `"$1" "$2" ${args} | head -n 1 >/dev/null; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync("bash", ["-c", script, "bash", process.execPath, ccb], {
      cwd: work(),
      encoding: "utf8",
    });
    expect(stdout).toBe("0\n");
    expect(stderr.replace(/^Simulated AWS account.*\n/m, "")).toBe("");
  });
});

describe.runIf(existsSync("/dev/full"))("a full disk under standard output", () => {
  it.each(["--help", "schema", "plan --sandbox --json"])("fails ccb %s in one line", (args) => {
    const script = `"$1" "$2" ${args} >/dev/full`;
    const { status, stderr } = spawnSync("bash", ["-c", script, "bash", process.execPath, ccb], {
      cwd: work(),
      encoding: "utf8",
    });
    expect(status).toBe(1);
    expect(stderr.replace(/^Simulated AWS account.*\n/m, "")).toMatch(
      /^Error: the result could not be written: ENOSPC.*\n$/,
    );
  });
});

describe.runIf(existsSync("/dev/full"))("a full disk under standard error", () => {
  it("stops nothing: the result is whole", () => {
    const script = `"$1" "$2" plan --sandbox --json 2>/dev/full`;
    const { status, stdout } = spawnSync("bash", ["-c", script, "bash", process.execPath, ccb], {
      cwd: work(),
      encoding: "utf8",
    });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toHaveProperty("summary.create");
  });
});

describe("Ctrl-C", () => {
  /** Starts a slow run and sends SIGINT once standard error shows what is waited for. */
  async function interrupted(args: string[], cwd: string, when: RegExp) {
    const env = { ...process.env, CCB_SANDBOX_FAULTS: JSON.stringify({ latencyMs: 100 }) };
    const child = spawn(process.execPath, [ccb, ...args], { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
    let stderr = "";
    let sent = false;
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      if (!sent && when.test(stderr)) sent = child.kill("SIGINT");
    });
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    return { code, stderr };
  }

  it("stops an apply after the calls under way; the next run does the rest", async () => {
    const cwd = work();
    const { code, stderr } = await interrupted(["apply", "--sandbox", "--yes"], cwd, /^\[ ?1\//m);
    expect(code, stderr).toBe(130);
    expect(stderr).toContain("Interrupted: finishing the calls under way");
    expect(stderr).toMatch(/^skipped: \S+ \S+: interrupted$/m);
    expect(run(["apply", "--sandbox", "--yes"], cwd).status).toBe(0);
    expect(run(["plan", "--sandbox", "--detailed-exitcode"], cwd).status).toBe(0);
  });

  it("stops a plan at once", async () => {
    const { code } = await interrupted(["plan", "--sandbox"], work(), /Simulated AWS account/);
    expect(code).toBe(130);
  });
});
