import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { workspace } from "../support/cli.js";
import { sandbox, temporaryFolder } from "../support/sandbox.js";
import { served } from "../support/served.js";
import { stateOf } from "../support/state.js";
import { yamlOf } from "./stack.js";

const EXAMPLES = join(import.meta.dirname, "../../examples");

/** An example as it reads for another region: system profiles have the prefix of its geography. */
function inEurope(text: string): string {
  return text.replace(/^region: .*$/m, "region: eu-west-1").replaceAll("copyFrom: us.", "copyFrom: eu.");
}

const example = (name: string) => readFileSync(join(EXAMPLES, `${name}.yaml`), "utf8");
const cases: [string, string][] = [
  ["quickstart", example("quickstart")],
  ["enterprise", example("enterprise")],
  ["enterprise in Europe", inEurope(example("enterprise"))],
  ["from-terraform", example("from-terraform")],
  ["everything", yamlOf()],
];

/** Runs command lines against the account behind HTTP, and fails where one does. */
function overHttp(space: ReturnType<typeof workspace>) {
  const home = temporaryFolder();
  return async (args: string, code = 0) => {
    const run = await space.ccb(args, { sandbox: false, env: { CCB_HOME: home } });
    expect([args, run.code, code === 0 ? run.err.includes("Error") : false, run.err]).toEqual([
      args,
      code,
      false,
      run.err,
    ]);
    return run;
  };
}

describe.each(cases)("over HTTP: %s", (_name, yaml) => {
  test("is applied once, looks as it does without HTTP, is used, and is destroyed", async () => {
    const { dir, answers } = await served();
    const space = workspace(yaml);
    const ccb = overHttp(space);
    await ccb("apply --yes");
    const inProcess = workspace(yaml);
    expect((await inProcess.ccb("apply --yes")).code).toBe(0);
    expect(stateOf(dir)).toEqual(stateOf(inProcess.account));

    expect((await ccb("plan --detailed-exitcode --json")).json()).toMatchObject({ changes: [] });
    const before = answers.length;
    expect((await ccb("apply --yes")).out).toContain("Nothing to do");
    const { drift } = (await ccb("status --json")).json<{ drift: unknown[] }>();
    expect(drift).toEqual([]);
    await ccb("onboard-dev zoe");
    expect((await ccb("list-devs --json")).out).toContain('"zoe"');
    await ccb("offboard-dev zoe --yes");
    await ccb("outputs");
    expect(answers.length).toBeGreaterThan(before);

    await ccb("destroy --yes --delete-data");
    expect((await ccb("plan --detailed-exitcode", 2)).out).toContain(
      " 0 to update, 0 to replace, 0 to delete",
    );
    // No answer was a mistake of the simulation, and every service was asked in its own protocol.
    expect(answers.filter(({ bug }) => bug !== undefined)).toEqual([]);
    expect(answers.filter(({ error }) => error?.name === "UnknownOperationException")).toEqual([]);
  });
});

test.each(["local", "athena"])(
  "over HTTP: a cost report by the engine %s says what it says without",
  async (engine) => {
    const yaml = example("quickstart");
    const space = workspace(yaml);
    expect((await space.ccb("apply --yes")).code).toBe(0);
    expect((await space.ccb("sandbox seed --month 2026-10 --calls 400")).code).toBe(0);
    const report = `cost-report --month 2026-10 --json --engine ${engine} --no-cache`;
    const without = (await space.ccb(report)).json<{ rows: unknown[]; totals: unknown }>();
    expect(without.rows).not.toEqual([]);
    await served({ dir: space.account });
    const { rows, totals } = (await overHttp(space)(report)).json<typeof without>();
    expect({ rows, totals }).toEqual({ rows: without.rows, totals: without.totals });
  },
);

test("over HTTP and with --sandbox in the same folder it is one account", async () => {
  const space = workspace(example("quickstart"));
  expect((await space.ccb("apply --yes")).code).toBe(0);
  await served({ dir: space.account });
  const ccb = overHttp(space);
  await ccb("plan --detailed-exitcode");
  const { aws } = sandbox({ dir: space.account });
  const group = "/aws/bedrock/claude-code-invocations";
  await aws.call("logs", "PutRetentionPolicy", { logGroupName: group, retentionInDays: 1 });
  expect((await ccb("plan --detailed-exitcode", 2)).out).toContain(group);
  await ccb("apply --yes");
  expect((await space.ccb("plan --detailed-exitcode")).code).toBe(0);
});
