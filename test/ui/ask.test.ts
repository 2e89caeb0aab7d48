import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { Interrupted } from "../../src/errors.js";
import { askOn } from "../../src/ui/ask.js";

const CTRL_C = "\u0003";
const CTRL_D = "\u0004";

/** A terminal on which keys are typed. */
function terminal() {
  const keyboard = { isTTY: true, setRawMode: () => {} };
  const input = Object.assign(new PassThrough(), keyboard);
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  let screen = "";
  output.on("data", (data: Buffer) => (screen += data.toString()));
  const interrupt = new AbortController();
  return { input, output, signal: interrupt.signal, interrupt, screen: () => screen };
}

describe("askOn", () => {
  test.each([
    ["yes\r", "yes"],
    ["\r", ""],
    [`x\u007fy\r`, "y"],
  ])("%j answers %j", async (typed, answer) => {
    const keys = terminal();
    const asked = askOn(keys, "Go on? ");
    keys.input.write(typed);
    expect(await asked).toBe(answer);
    expect(keys.screen()).toContain("Go on? ");
  });

  test.each([
    ["Ctrl-C", CTRL_C],
    ["Ctrl-C after some letters", `ye${CTRL_C}`],
    ["Ctrl-D", CTRL_D],
  ])("%s is no answer, and ends the line", async (_name, typed) => {
    const keys = terminal();
    const asked = askOn(keys, "Go on? ");
    keys.input.write(typed);
    await expect(asked).rejects.toThrow(Interrupted);
    await expect(asked).rejects.toMatchObject({ exitCode: 130, message: "interrupted; nothing was changed" });
    expect(keys.screen()).toMatch(/\n$/);
  });

  test("the end of the input, and an interrupt from elsewhere, are no answers", async () => {
    const keys = terminal();
    const closed = askOn(keys, "Go on? ");
    keys.input.end();
    await expect(closed).rejects.toThrow(Interrupted);
    const killed = terminal();
    const asked = askOn(killed, "Go on? ");
    killed.interrupt.abort();
    await expect(asked).rejects.toThrow(Interrupted);
    await expect(askOn(killed, "And now? ")).rejects.toThrow(Interrupted);
    expect(killed.screen()).not.toContain("And now?");
  });
});
