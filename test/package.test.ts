import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

interface LockEntry {
  version: string;
  integrity?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const root = join(import.meta.dirname, "..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  dependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
  scripts: Record<string, string>;
  files: string[];
};
const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
  packages: Record<string, LockEntry>;
};
const scratch = mkdtempSync(join(tmpdir(), "ccb-package-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Runs a program without a terminal. */
function run(command: string, args: string[], cwd: string) {
  const done = spawnSync(command, args, { cwd, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

/** A checkout without anything built: the files that git would hand out, and the installed packages. */
function checkout(): string {
  const folder = mkdtempSync(join(scratch, "checkout-"));
  const left = new Set([".git", "node_modules", "dist", ".ccb"]);
  for (const name of readdirSync(root).filter((entry) => !left.has(entry))) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/** Links into `folder` only what `npm install` would put beside the packed program. */
function linkDependencies(folder: string): void {
  const done = new Set<string>();
  const waiting = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const from = join(root, "node_modules", name);
    const entry = lock.packages[`node_modules/${name}`];
    if (done.has(name) || entry === undefined) continue;
    done.add(name);
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    symlinkSync(from, join(folder, name));
    waiting.push(...Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }));
  }
}

describe("the lockfile", () => {
  it("has the digest of every package, those of other platforms too", () => {
    const entries = Object.entries(lock.packages).filter(([path]) => path !== "");
    expect(entries.length).toBeGreaterThan(100);
    expect(entries.filter(([, entry]) => entry.integrity?.startsWith("sha512-") !== true)).toEqual([]);
  });

  it("names no registry", () => {
    expect(JSON.stringify(lock)).not.toContain('"resolved"');
  });
});

describe("a fresh checkout", () => {
  it("says in one line what to run when nothing is built", () => {
    const { code, out, err } = run(process.execPath, ["bin/ccb.js", "--version"], checkout());
    expect(code).toBe(1);
    expect(out).toBe("");
    expect(err).toMatch(/^Error: ccb is not built yet: run `npm ci && npm run build` in .*\n$/);
  });
});

describe("the packed program", () => {
  const installed = join(scratch, "prefix/node_modules/ccb");
  const ccb = (...args: string[]) =>
    run(process.execPath, [join(installed, "bin/ccb.js"), ...args], join(scratch, "prefix"));

  beforeAll(() => {
    const from = checkout();
    const packed = run("npm", ["pack", "--silent", "--pack-destination", scratch], from);
    expect(packed.err).toBe("");
    const file = packed.out.trim();
    mkdirSync(installed, { recursive: true });
    expect(run("tar", ["-xzf", join(scratch, file), "--strip-components=1"], installed).code).toBe(0);
    linkDependencies(join(scratch, "prefix/node_modules"));
  });

  it("is built by packing", () => {
    expect(readdirSync(join(installed, "dist"))).toEqual(
      expect.arrayContaining(["main.js", "report-worker.js"]),
    );
  });

  it("installs what it loads and nothing that is bundled", () => {
    const code = readdirSync(join(installed, "dist"))
      .map((name) => readFileSync(join(installed, "dist", name), "utf8"))
      .join("\n");
    const imported = code.matchAll(/(?:\bfrom|\bimport|\brequire)\s*\(?\s*(["'`])([a-z@][\w@/.-]*)\1/g);
    const names = [...imported].map(([, , name = ""]) => name.split("/").slice(0, name[0] === "@" ? 2 : 1));
    const packages = new Set(names.map((parts) => parts.join("/")));
    const listed = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
    const external = [...packages].filter((name) => !builtinModules.includes(name) && name !== "ccb");
    expect(listed.filter((name) => !external.includes(name))).toEqual([]);
  });

  it("runs the main job with its own dependencies alone", () => {
    const yaml = join(installed, "examples/quickstart.yaml");
    const options = ["-c", yaml, "--sandbox", join(scratch, "account"), "--json"];
    const applied = ccb(...options, "apply", "--yes");
    expect(applied.err).not.toContain("ERR_MODULE_NOT_FOUND");
    expect(applied.code).toBe(0);
    expect(ccb(...options, "sandbox", "seed", "--month", "2026-10").code).toBe(0);
    const report = ccb(...options, "cost-report", "--month", "2026-10");
    expect(report.code).toBe(0);
    expect(JSON.parse(report.out).totals.invocations).toBeGreaterThan(0);
  });
});
