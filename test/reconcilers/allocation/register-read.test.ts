import { describe, expect, test } from "vitest";
import { readRegister } from "../../../reconcilers/allocation/register-read.js";
import { explained } from "../../../src/commands/stack-session.js";
import type { KnownError } from "../../../src/errors.js";
import { planOf, reconcile } from "../../support/reconcile.js";
import { sandbox, temporaryFolder } from "../../support/sandbox.js";
import { KINDS, compositionOf, registerText, wantedOf } from "./composition.js";

const wanted = wantedOf(compositionOf({ alice: {} }));

describe("readRegister", () => {
  test("answers the text, its lines and its tag, with one read for all who ask", async () => {
    const { aws, calls } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const { read } = await planOf(aws, [], wanted);
    calls.length = 0;
    const [register, same] = await Promise.all([readRegister(read), readRegister(read)]);
    expect(same).toBe(register);
    expect(calls).toHaveLength(1);
    expect(register.text).toBe(await registerText(aws));
    expect(register.lines.map((line) => line.alias)).toEqual(["opus", "sonnet"]);
    expect(register.etag).toMatch(/^".+"$/);
  });

  test("is empty where there is no bucket, no object, or no wish for one", async () => {
    const { aws } = sandbox();
    const empty = { text: "", lines: [] };
    expect(await readRegister((await planOf(aws, [], wanted)).read)).toEqual(empty);
    await aws.call("s3", "CreateBucket", { Bucket: "acme-corp-bedrock-invocation-logs" });
    expect(await readRegister((await planOf(aws, [], wanted)).read)).toEqual(empty);
    expect(await readRegister((await planOf(aws, [], [])).read)).toEqual(empty);
  });

  test("a denial is an error: an empty register would lose the record", async () => {
    const deny = { "s3:GetObject": { name: "AccessDenied", message: "Access Denied", status: 403 } };
    const { aws } = sandbox({ faults: { deny } });
    const { read } = await planOf(aws, [], wanted);
    const error: unknown = await explained("us-east-1", () => readRegister(read)).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "access_denied", hint: expect.any(String) as string });
    // S3 answers so for a register that is not there yet, too, when buckets may not be listed.
    for (const action of ["s3:GetObject", "s3:ListBucket"])
      expect((error as KnownError).hint).toContain(action);
  });

  describe("where S3 answers 404 for what it has", () => {
    const hidden = { call: "s3:GetObject", resource: "profiles.jsonl", name: "NoSuchKey", status: 404 };

    test("the list of objects tells, and the register is read as soon as it is handed out", async () => {
      const dir = temporaryFolder();
      await reconcile(sandbox({ dir }).aws, KINDS, wanted);
      const { aws } = sandbox({ dir, faults: { fail: [{ ...hidden, times: 5 }] } });
      const register = await readRegister((await planOf(aws, [], wanted)).read);
      expect(register.lines).toHaveLength(2);
    });

    test("for longer, it is an error: an empty register would lose the record", async () => {
      const dir = temporaryFolder();
      await reconcile(sandbox({ dir }).aws, KINDS, wanted);
      const { aws } = sandbox({ dir, faults: { fail: [hidden] } });
      const { read } = await planOf(aws, [], wanted);
      await expect(readRegister(read)).rejects.toMatchObject({ code: "register_hidden" });
    });

    test("a write over it is tried again, and every line stays", async () => {
      const dir = temporaryFolder();
      await reconcile(sandbox({ dir }).aws, KINDS, wanted);
      const before = await registerText(sandbox({ dir }).aws);
      const fail = [{ ...hidden, call: "s3:PutObject", times: 5 }];
      const { aws } = sandbox({ dir, faults: { fail } });
      await reconcile(aws, KINDS, wantedOf(compositionOf({ alice: {}, bob: {} })));
      const after = await registerText(aws);
      expect(after.startsWith(before)).toBe(true);
      expect(after.length).toBeGreaterThan(before.length);
    });
  });
});
