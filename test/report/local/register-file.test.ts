import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readRegisterFile } from "../../../src/report/local/register-file.js";
import { folderSource } from "../../../src/report/local/source.js";
import { hourFolder, logsFolder, profileArn, record, registerLine, reportOn } from "../logs.js";

const KEY = `${hourFolder()}/a.json.gz`;
const REGISTER = "ccb/profiles/profiles.jsonl";
const call = record({ modelId: profileArn("p1"), identity: {} });

/** A folder of one call, with this text as its register. */
function folderWith(text: string): string {
  const root = logsFolder({ [KEY]: [call] }, [registerLine()]);
  writeFileSync(join(root, REGISTER), text);
  return root;
}

test("a byte order mark, blank lines and line ends of Windows are no harm", async () => {
  const text = `\uFEFF${JSON.stringify(registerLine())}\r\n\r\n`;
  const register = await readRegisterFile(folderSource(folderWith(text)));
  expect(register).toEqual({ lines: [registerLine()], unreadable: 0 });
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
