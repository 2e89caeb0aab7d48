import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildProgram } from "../support/program.js";
import { temporaryFolder } from "../support/sandbox.js";
import { hourFolder, logsFolder, record, signedIn } from "../report/logs.js";
import { SMALL } from "../support/yaml.js";

let program: ReturnType<typeof buildProgram>;
beforeAll(() => void (program = buildProgram()));
afterAll(() => program.remove());

test.each(["table", "csv", "json"])(
  "a reader of --format %s that has seen enough is no error",
  async (format) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "ccb.yaml"), SMALL);
    // More than a pipe holds.
    const records = Array.from({ length: 3000 }, (_, i) =>
      record({ identity: { arn: signedIn(`user${i}`) } }),
    );
    const logs = logsFolder({ [`${hourFolder()}/a.json.gz`]: records });
    const { child, ended } = program.start(
      cwd,
      `cost-report --month 2026-11 --logs ${logs} --group-by principal --format ${format}`,
    );
    child.stdout?.once("data", () => child.stdout?.destroy());
    const { code, err, out } = await ended;
    expect(code).toBe(0);
    expect(err).not.toMatch(/\n +at |EPIPE|bug in ccb/);
    expect(out.split("user").length).toBeLessThan(3000);
  },
);
