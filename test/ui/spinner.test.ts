import { Writable } from "node:stream";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { Context } from "../../src/commands/context.js";
import type { Io } from "../../src/ui/io.js";

const terminal = vi.hoisted(() => {
  // Read when ora is loaded, before a test could say so.
  process.env["FORCE_COLOR"] = "1";
  return { text: "" };
});

vi.mock("ora", async (original) => {
  const { default: ora } = await original<typeof import("ora")>();
  const stream = Object.assign(new Writable({ write: (_chunk, _encoding, done) => done() }), {
    ...{ isTTY: true, columns: 80, cursorTo: () => true, moveCursor: () => true, clearLine: () => true },
    write: (text: string) => ((terminal.text += text), true),
  });
  return {
    default: (options: object) =>
      ora({ ...options, stream: stream as unknown as NodeJS.WriteStream, isEnabled: true }),
  };
});

const CYAN = "\u001b[36m";

function context(env: Record<string, string>, color?: boolean): Context {
  const io = { interactive: true, env, err: () => undefined } as unknown as Io;
  return new Context(io, color === undefined ? {} : { color });
}

/** What a terminal gets to see of a run. */
async function ofRun(cx: Context): Promise<string> {
  const progress = await cx.progress(3);
  progress.stop();
  return terminal.text;
}

/** What a terminal gets to see of work that takes its time. */
async function ofWork(cx: Context): Promise<string> {
  vi.useFakeTimers({ toFake: ["Date"], now: 0 });
  const work = cx.longWork();
  vi.setSystemTime(1000);
  work.update("reading");
  vi.useRealTimers();
  await vi.waitFor(() => expect(terminal.text).not.toBe(""));
  await work.stop();
  return terminal.text;
}

beforeEach(() => void (terminal.text = ""));

describe.each([
  ["a run", ofRun],
  ["long work", ofWork],
])("the spinner of %s", (_what, shown) => {
  test("is coloured", async () => expect(await shown(context({}))).toContain(CYAN));

  test("has no colour with NO_COLOR or --no-color, and is still drawn", async () => {
    for (const cx of [context({ NO_COLOR: "1" }), context({}, false)]) {
      terminal.text = "";
      const text = await shown(cx);
      expect(text).toMatch(/starting|reading/);
      // oxlint-disable-next-line no-control-regex
      expect(text).not.toMatch(/\u001b\[\d+m/);
    }
  });

  test("an empty NO_COLOR says nothing", async () =>
    expect(await shown(context({ NO_COLOR: "" }))).toContain(CYAN));
});
