import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../src/package.js";

/** Builds the program into a folder of its own, laid out as the package is. @returns the folder; remove it */
export function builtPackage(): string {
  const root = packageRoot();
  const folder = mkdtempSync(join(tmpdir(), "ccb-built-"));
  execFileSync(process.execPath, [join(root, "build.js"), join(folder, "dist")]);
  mkdirSync(join(folder, "bin"));
  for (const file of ["package.json", "bin/ccb.js"]) copyFileSync(join(root, file), join(folder, file));
  for (const name of ["node_modules", "templates"]) symlinkSync(join(root, name), join(folder, name));
  return folder;
}

/** Modules of the AWS SDK that a process loaded, from the coverage reports it left in a folder: they name every script. */
export function awsModules(coverage: string): string[] {
  const reports = readdirSync(coverage).map(
    (file) => JSON.parse(readFileSync(join(coverage, file), "utf8")) as { result: { url: string }[] },
  );
  const urls = reports.flatMap((report) => report.result.map((script) => script.url));
  return urls.filter((url) => /node_modules\/@(aws-sdk|smithy)\//.test(url));
}
