import { describe, expect, test } from "vitest";
import { readRegister } from "../../../reconcilers/allocation/register-read.js";
import { explained } from "../../../src/commands/stack-session.js";
import type { KnownError } from "../../../src/errors.js";
import { planOf, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";
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
});
