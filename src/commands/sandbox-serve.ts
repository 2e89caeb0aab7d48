import { BadInput, EXIT, KnownError } from "../errors.js";
import type { Answered, Endpoint } from "../sandbox/http/endpoint.js";
import { SANDBOX_ACCOUNT } from "../sandbox/account.js";
import type { Context } from "./context.js";

const LOOPBACK = "127.0.0.1";
const DEFAULT_REGION = "us-east-1";

/**
 * `ccb sandbox serve [--port N] [--host ADDRESS]`: offers the simulated account to any AWS client over HTTP until
 * Ctrl-C. Whatever is changed there is what `--sandbox` works on in the same folder.
 * @returns 130: only an interrupt ends it
 * @throws BadInput for a port that is none; KnownError when it cannot be had, or the account's files are damaged
 */
export async function sandboxServe(
  cx: Context,
  dir: string,
  options: { port?: string; host?: string },
): Promise<number> {
  const port = checkPort(options.port);
  const host = options.host ?? LOOPBACK;
  const region = await regionOf(cx);
  const account = await cx.simulatedAccount(dir);
  // Before anybody connects: files that are damaged are told here, not to the first client.
  account.check();
  const { openEndpoint } = await import("../sandbox/http/endpoint.js");
  const onAnswer = (answered: Answered) => cx.say(line(cx, answered));
  const endpoint = await openEndpoint(account, {
    host,
    port,
    ...(cx.options.verbose === true ? { onAnswer } : { onAnswer: (answered) => tellBug(cx, answered) }),
  }).catch((error: NodeJS.ErrnoException) => notListening(error, host, port));
  if (!isLoopback(host)) {
    cx.warn(`${endpoint.url} can be reached from other machines, and signatures are not checked`);
  }
  show(cx, endpoint, region, SANDBOX_ACCOUNT);
  cx.say("Serving until Ctrl-C.");
  await interrupted(cx.io.signal);
  await endpoint.close();
  return EXIT.interrupted;
}

function show(cx: Context, { url }: Endpoint, region: string, account: string): void {
  const env = {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: "sandbox",
    AWS_SECRET_ACCESS_KEY: "sandbox",
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
  };
  const lines = Object.entries(env).map(([name, value]) => `export ${name}='${value}'\n`);
  cx.result({ endpoint: url, region, account, env }, lines.join(""));
}

function interrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** One request in a line: what was asked, where, and what it was answered. */
function line(cx: Context, { service, operation, region, status, error, bug }: Answered): string {
  const what = service === undefined ? "request" : `${service}:${operation ?? "?"} ${region ?? ""}`;
  const why = error === undefined ? "" : ` ${error.name}: ${error.message}`;
  const trace = bug === undefined ? "" : `\n${(bug as Error).stack ?? String(bug)}`;
  const color = status >= 400 || status === 0 ? "red" : "green";
  return `${cx.paintErr(color, status === 0 ? "broken off" : String(status))} ${what}${why}${trace}`;
}

function tellBug(cx: Context, answered: Answered): void {
  if (answered.bug === undefined) return;
  cx.warn(`${line(cx, { ...answered, bug: undefined })}: this is a bug in ccb, see it with --verbose`);
}

/** The Region to name to clients: of the command line, else of the YAML if there is a valid one. */
async function regionOf(cx: Context): Promise<string> {
  return cx.options.region ?? (await cx.parse()).config?.region ?? DEFAULT_REGION;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

function checkPort(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new BadInput("bad_usage", `--port is a whole number from 0 (any free one) to 65535, not "${text}"`);
}

function notListening(error: NodeJS.ErrnoException, host: string, port: number): never {
  const reasons: Record<string, [string, string]> = {
    EADDRINUSE: ["is in use", "name another one with --port, or leave it out"],
    EACCES: ["may not be used", "name one above 1023 with --port, or leave it out"],
    EADDRNOTAVAIL: ["is no address of this machine", "leave out --host to serve this machine only"],
    ENOTFOUND: ["is no known host", "leave out --host to serve this machine only"],
  };
  const [what, hint] = reasons[error.code ?? ""] ?? [];
  if (what === undefined) throw error;
  throw new KnownError("not_listening", `${host}:${port} ${what}`, hint, EXIT.error, undefined, {
    cause: error,
  });
}
