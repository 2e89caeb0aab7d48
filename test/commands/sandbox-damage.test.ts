import { readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { workspace } from "../support/cli.js";
import { SMALL } from "../support/yaml.js";

/** A workspace whose stack has been applied in the simulated account. */
async function applied() {
  const space = workspace(SMALL);
  expect((await space.ccb("apply --yes")).code).toBe(0);
  return { ...space, journal: join(space.account, "account.jsonl") };
}

const COMMANDS = [
  "plan",
  "status",
  "apply --yes",
  "destroy --yes",
  "onboard-dev zoe",
  "list-devs",
  "outputs",
  "sandbox serve",
];

describe("a simulated account whose files are damaged", () => {
  it.each([
    ["cut off", (file: string) => truncateSync(file, Math.floor(statSync(file).size / 2))],
    ["emptied", (file: string) => writeFileSync(file, "")],
    ["no JSON", (file: string) => writeFileSync(file, readFileSync(file, "utf8").replaceAll("]", "}"))],
    ["binary", (file: string) => writeFileSync(file, Buffer.alloc(statSync(file).size, 0x9c))],
  ])(
    "is told by every command, with the file and what to do, and nothing is planned (%s)",
    async (_, hurt) => {
      const { ccb, journal, account } = await applied();
      hurt(journal);
      const before = readFileSync(journal);
      for (const command of COMMANDS) {
        const run = await ccb(`${command} --json`);
        expect([command, run.code]).toEqual([command, 1]);
        const { error } = run.json<{ error: { code: string; message: string; hint: string } }>();
        expect(error.code).toBe("sandbox_damaged");
        expect(error.message).toContain(journal);
        expect(error.hint).toContain(`ccb sandbox reset --sandbox ${account}`);
      }
      expect(readFileSync(journal)).toEqual(before);
      // What the hint says helps.
      expect((await ccb("sandbox reset --yes")).code).toBe(0);
      expect((await ccb("apply --yes")).code).toBe(0);
    },
  );

  it.each([
    ["gone", (file: string) => rmSync(file)],
    ["other than it was written", (file: string) => writeFileSync(file, "{}")],
  ])("is told when the content of an object is %s", async (_, hurt) => {
    const { ccb, account } = await applied();
    const blobs = join(account, "blobs");
    for (const name of readdirSync(blobs)) hurt(join(blobs, name));
    const run = await ccb("onboard-dev zoe --json");
    expect(run.json()).toMatchObject({ error: { code: "sandbox_damaged" } });
    expect(run.out).toContain(blobs);
  });
});
