import { spawn, spawnSync } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import { onTestFinished } from "vitest";

/** Whether `script` of util-linux is there, which runs a program on a pseudo terminal. */
export const HAS_TERMINAL = /util-linux/.test(
  spawnSync("script", ["--version"], { encoding: "utf8" }).stdout,
);

export interface TerminalRun {
  code: number | null;
  /** Everything the terminal showed but colours and cursor movements, lines ended by `\n`. */
  screen: string;
}

/**
 * Runs a program on a pseudo terminal.
 * @param keys what is typed, each once the screen shows what it is typed at
 */
export function onTerminal(
  words: readonly string[],
  cwd: string,
  keys: readonly { at: RegExp; type: string }[],
): Promise<TerminalRun> {
  const command = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
  const env = { ...process.env, TERM: "xterm", NO_COLOR: "1", SHELL: "/bin/sh" };
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    cwd,
    env,
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const left = [...keys];
  let screen = "";
  let seen = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    screen += stripVTControlCharacters(text).replaceAll("\r\n", "\n");
    while (left[0]?.at.test(screen.slice(seen)) === true) {
      seen = screen.length;
      child.stdin.write(left.shift()?.type ?? "");
    }
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, screen }));
  });
}
