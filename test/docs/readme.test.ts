import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/package.js";
import { ccb } from "../support/cli.js";
import { temporaryFolder } from "../support/sandbox.js";

test("the session in README has the numbers that the example gives", async () => {
  const readme = readFileSync(join(packageRoot(), "README.md"), "utf8");
  const cwd = temporaryFolder();
  copyFileSync(join(packageRoot(), "examples/quickstart.yaml"), join(cwd, "ccb.yaml"));
  const { out } = await ccb("plan --sandbox", { cwd });
  const line = /^Plan: (\d+) to create, .*$/m.exec(out);
  const count = line?.[1];
  const plans = readme.match(/^Plan: .*$/gm);
  expect(plans).toEqual([
    line?.[0],
    `Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, ${count} unchanged.`,
  ]);
  const progress = [...readme.matchAll(/^\[ *(\d+)\/(\d+)\] done create (\S+ \S+)$/gm)];
  expect(progress.map(([, done, total]) => [done, total])).toEqual([
    ["1", count],
    ["2", count],
  ]);
  for (const [, , , what = ""] of progress) expect(out).toContain(`+ ${what}\n`);
  expect(readme).toContain(`${count} applied, 0 failed, 0 skipped.`);
});
