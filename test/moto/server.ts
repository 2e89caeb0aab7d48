import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";

const PYTHON = "python3";
const START_MS = 30_000;

/** Whether the emulator is installed on this machine. */
export const hasMoto = spawnSync(PYTHON, ["-c", "import moto.server, flask, flask_cors"]).status === 0;

/** A running emulator. */
export interface Moto {
  url: string;
  stop(): void;
}

/** Starts the emulator on a free port. @throws when it does not answer */
export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const child = spawn(PYTHON, ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  await listening(child);
  return { url: `http://127.0.0.1:${port}`, stop: () => void child.kill("SIGKILL") };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Flask says on standard error where it is running. */
async function listening(child: ChildProcess): Promise<void> {
  let said = "";
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`moto did not start: ${said}`)), START_MS);
    child.once("exit", (code) => reject(new Error(`moto ended with ${code}: ${said}`)));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (/Running on http/.test(said)) {
        clearTimeout(timer);
        resolve();
      }
    });
  });
}
