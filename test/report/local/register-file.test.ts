import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readRegisterFile } from "../../../src/report/local/register-file.js";
import { folderSource } from "../../../src/report/local/source.js";
import { hourFolder, logsFolder, profileArn, record, registerLine, reportOn } from "../logs.js";

const KEY = `${hourFolder()}/a.json.gz`;
const REGISTER = "ccb/profiles/profiles.jsonl";
const call = record({ modelId: profileArn("p1"), identity: {} });

/** A folder of one call, with this text as its register. */
function folderWith(text: string | Buffer): string {
  const root = logsFolder({ [KEY]: [call] }, [registerLine()]);
  writeFileSync(join(root, REGISTER), text);
  return root;
}

test("a byte order mark, blank lines and line ends of Windows are no harm", async () => {
  const text = `\uFEFF${JSON.stringify(registerLine())}\r\n\r\n`;
  const register = await readRegisterFile(folderSource(folderWith(text)));
  expect(register).toEqual({ lines: [registerLine()], unreadable: 0, found: true });
});

test.each([
  ["of zeros and bytes that are no text", Buffer.from([0, 0xff, 0xfe, 0, 0x80, 0])],
  ["packed", gzipSync(JSON.stringify(registerLine()))],
  ["in UTF-16", Buffer.from(`${JSON.stringify(registerLine())}\n`, "utf16le")],
])(
  "a register that is %s is told to be unreadable, and is no register that is missing",
  async (_what, bytes) => {
    const { warnings } = await reportOn(folderWith(bytes));
    const codes = warnings.map(({ code }) => code);
    expect(codes).toContain("unreadable_register");
    expect(codes).not.toContain("no_register");
    expect(warnings.find(({ code }) => code === "unreadable_register")?.message).toMatch(
      /^the profile register cannot be read/,
    );
  },
);

describe("without a register", () => {
  test("calls through inference profiles are doubtful, and where it belongs is said, once", async () => {
    const { warnings } = await reportOn(logsFolder({ [KEY]: [call] }));
    expect(warnings.map(({ code }) => code)).toContain("no_register");
    expect(warnings.map(({ code }) => code)).not.toContain("unregistered_profile");
    const { message = "" } = warnings.find(({ code }) => code === "no_register") ?? {};
    for (const part of [REGISTER, "--logs", "beside it", "copied"]) expect(message).toContain(part);
  });

  test("other calls are not", async () => {
    const { warnings } = await reportOn(logsFolder({ [KEY]: [record()] }));
    expect(warnings.map(({ code }) => code)).not.toContain("no_register");
  });

  test("beside the logs there is one", async () => {
    const root = logsFolder({ [`copy/${KEY}`]: [call] }, [registerLine()]);
    const { warnings, rows } = await reportOn(join(root, "copy"));
    expect(rows[0]?.developer).toBe("ada");
    expect(warnings.map(({ code }) => code)).not.toContain("no_register");
  });

  test("an empty one is a register: the profile is not in it", async () => {
    const codes = (await reportOn(folderWith(""))).warnings.map(({ code }) => code);
    expect(codes).toContain("unregistered_profile");
    expect(codes).not.toContain("no_register");
  });
});

test.each([
  ["no JSON", "{"],
  ["without a profile", JSON.stringify({ developer: "ada" })],
  ["without a time", JSON.stringify({ ...registerLine(), createdAt: null })],
  ["of a time that is none", JSON.stringify(registerLine({ createdAt: "yesterday" }))],
])("a line that is %s is told", async (_what, line) => {
  const root = folderWith(`${JSON.stringify(registerLine())}\n${line}\n`);
  const { rows, warnings } = await reportOn(root);
  expect(rows[0]?.developer).toBe("ada");
  expect(warnings.find(({ code }) => code === "unreadable_register")?.message).toMatch(/^1 line /);
});

test("a register that is whole is nothing to tell", async () => {
  const root = folderWith(`${JSON.stringify(registerLine())}\n`);
  const codes = (await reportOn(root)).warnings.map(({ code }) => code);
  expect(codes).not.toContain("unreadable_register");
});
