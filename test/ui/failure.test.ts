import { describe, expect, test } from "vitest";
import { BadInput, Interrupted, KnownError } from "../../src/errors.js";
import { reportFailure } from "../../src/ui/failure.js";
import type { Io } from "../../src/ui/io.js";

function reported(error: unknown, options = {}) {
  let [out, err] = ["", ""];
  const io = { out: (text: string) => (out += text), err: (text: string) => (err += text) } as unknown as Io;
  const code = reportFailure(error, options, io);
  return { code, out, err };
}

function systemError(code: string, syscall: string, path?: string): Error {
  const message = `${code}: it did not work, ${syscall}${path === undefined ? "" : ` '${path}'`}`;
  return Object.assign(new Error(message), { code, syscall, ...(path === undefined ? {} : { path }) });
}

describe("reportFailure", () => {
  test.each(["ENOSPC", "EDQUOT", "EROFS"])("%s is no bug, whether or not a file is named", (code) => {
    for (const path of [undefined, "/full/plan.json"]) {
      const error = systemError(code, "write", path);
      const text = reported(error);
      expect(text).toMatchObject({ code: 1, out: "" });
      expect(text.err).toMatch(new RegExp(`^Error: .*${code}.*\nmake room, or use another place: .*\n$`));
      if (path !== undefined) expect(text.err).toContain(path);
      expect(JSON.parse(reported(error, { json: true }).out)).toMatchObject({ error: { code: "disk_full" } });
    }
  });

  test("a file is named where Node's message does not", () => {
    const error = Object.assign(systemError("ENOSPC", "write"), { path: "/full/plan.json" });
    expect(reported(error).err).toMatch(/^Error: \/full\/plan\.json: ENOSPC/);
  });

  test.each([
    ["EACCES", "/x"],
    ["EIO", undefined],
    ["EMFILE", undefined],
  ])("%s is an error of a file", (code, path) => {
    const { out } = reported(systemError(code, "open", path), { json: true });
    expect(JSON.parse(out)).toMatchObject({ error: { code: "file_error" } });
  });

  test.each([new TypeError("x is not a function"), systemError("ECONNRESET", "read"), "text", undefined])(
    "%s is a bug",
    (error) => {
      expect(reported(error)).toMatchObject({ code: 1, out: "" });
      expect(reported(error).err).toContain("This is a bug in ccb");
      expect(JSON.parse(reported(error, { json: true }).out)).toMatchObject({ error: { code: "internal" } });
    },
  );

  test("an error is said to be one, Ctrl-C and problems of the YAML are not", () => {
    expect(reported(new KnownError("locked", "no", "wait", 4))).toEqual({
      code: 4,
      out: "",
      err: "Error: no\nwait\n",
    });
    expect(reported(new Interrupted())).toEqual({
      code: 130,
      out: "",
      err: "Interrupted; nothing was changed\n",
    });
    expect(reported(new BadInput("bad_config", "ccb.yaml:1:1: no")).err).toBe("ccb.yaml:1:1: no\n");
  });

  test("the stack is shown with --verbose alone", () => {
    const bug = new TypeError("broken");
    expect(reported(bug).err).not.toMatch(/^ +at /m);
    expect(reported(bug, { verbose: true }).err).toMatch(/^ +at /m);
  });
});
