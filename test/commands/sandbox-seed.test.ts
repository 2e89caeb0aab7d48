import { describe, expect, it } from "vitest";
import { Context } from "../../src/commands/context.js";
import { sandboxSeed } from "../../src/commands/sandbox-seed.js";
import type { KnownError } from "../../src/errors.js";
import { workspace } from "../support/cli.js";
import { sandbox } from "../support/sandbox.js";
import { SMALL } from "../support/yaml.js";

/** A workspace in which months can be seeded. */
function seeding(yaml = SMALL) {
  const space = workspace(yaml);
  const seed = async (
    options: { month?: string; calls?: string },
    dir: string | undefined = space.account,
  ) => {
    let out = "";
    const io = {
      ...{ out: (text: string) => (out += text), err: () => {}, ask: async () => "" },
      ...{ interactive: false, canAsk: false, color: false, columns: 80, env: {}, cwd: space.cwd },
      signal: new AbortController().signal,
    };
    const globals = dir === "" ? {} : { sandbox: dir };
    await sandboxSeed(new Context(io, { ...globals, json: true }), options);
    return JSON.parse(out) as { month: string; calls: number; objects: number; bytes: number };
  };
  const refused = (...args: Parameters<typeof seed>) =>
    seed(...args).then(
      () => expect.fail("was not refused"),
      (error: KnownError) => error,
    );
  return { ...space, seed, refused };
}

describe("ccb sandbox seed", () => {
  it("writes a month of logs of the developers' own profiles into the logs bucket", async () => {
    const { ccb, seed, account } = seeding();
    await ccb("apply --yes");
    const answer = await seed({ month: "2026-10", calls: "300" });
    expect(answer).toMatchObject({ month: "2026-10", calls: 300 });
    const { aws } = sandbox({ dir: account });
    const [page] = await aws.pages("s3", "ListObjectsV2", {
      Bucket: "acme-corp-bedrock-invocation-logs",
      Prefix: "claude-code/AWSLogs/123456789012/BedrockModelInvocationLogs/us-east-1/2026/1",
    });
    const logs = (page?.Contents ?? []).filter(({ Key = "" }) => !Key.includes("/data/"));
    expect(logs).toHaveLength(answer.objects);
    expect(logs.reduce((sum, { Size = 0 }) => sum + Size, 0)).toBe(answer.bytes);
    expect(await seed({ month: "2026-10", calls: "300" })).toEqual(answer);
    // What was seeded is no part of the stack.
    expect((await ccb("plan --detailed-exitcode")).code).toBe(0);
  });

  it("refuses a real account, whatever else is asked", async () => {
    const error = await seeding().refused({ month: "2026-10" }, "");
    expect([error.code, error.exitCode]).toEqual(["sandbox_only", 3]);
    expect(error.hint).toContain("--sandbox");
  });

  it("says that the stack is not there yet", async () => {
    const error = await seeding().refused({ month: "2026-10" });
    expect([error.code, error.exitCode]).toEqual(["stack_missing", 1]);
    expect(error.hint).toContain("ccb apply");
  });

  it.each([
    [{}, "--month is missing"],
    [{ month: "October" }, "no month"],
    [{ month: "2026-13" }, "no month"],
    [{ month: "2099-01" }, "has not begun"],
    [{ month: "2026-10", calls: "0" }, "--calls"],
    [{ month: "2026-10", calls: "many" }, "--calls"],
    [{ month: "2026-10", calls: "10000001" }, "--calls"],
  ])("refuses %j", async (options, message) => {
    const error = await seeding().refused(options);
    expect(error.exitCode).toBe(3);
    expect(error.message).toContain(message);
  });
});
