import { spawn, spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type ModelCall, type Subagent, startBedrock } from "./fake-bedrock.js";

const UNSHARE = "unshare";
const DEADLINE_MS = 90_000;
const INSTALLED = process.env["CCB_TEST_CLAUDE_CODE"] ?? join(homedir(), ".cache/ccb-test");

/** The versions of `versions.txt`, and the program of each that is installed. */
export const CLIENTS = readFileSync(join(import.meta.dirname, "versions.txt"), "utf8")
  .split("\n")
  .filter(Boolean)
  .map((version) => {
    const platform = `claude-code-${process.platform}-${process.arch}`;
    const folder = join(INSTALLED, `claude-code-${version}`);
    const program = join(folder, "node_modules/@anthropic-ai", platform, "claude");
    return { version, program, isInstalled: existsSync(program) };
  });

/** Whether a process can have an `/etc` of its own here, which is where Linux has managed settings. */
export const canManage =
  process.platform === "linux" &&
  spawnSync(UNSHARE, ["-rm", "sh", "-c", "mount --bind /etc /etc"]).status === 0;

export interface Situation {
  /** Arguments of `claude`. */
  args?: string[];
  /** Variables of the shell. */
  env?: Record<string, string>;
  /** `~/.claude/settings.json`, `.claude/settings.json` of the project, `/etc/claude-code/managed-settings.json`. */
  user?: object;
  project?: object;
  managed?: object;
  /** Model of a subagent that the session is made to start. */
  subagentModel?: string;
}

/** Starts the real client for one prompt in a home of its own. @returns the calls of models it made */
export async function callsOf(program: string, situation: Situation): Promise<ModelCall[]> {
  const root = mkdtempSync(join(tmpdir(), "ccb-client-"));
  const bedrock = await startBedrock(situation.subagentModel === undefined ? undefined : SUBAGENT);
  try {
    furnish(root, situation);
    const { code, said } = await run(root, program, situation, bedrock.url);
    if (code !== 0) throw new Error(`claude ended with ${code}: ${said}`);
    return bedrock.calls;
  } finally {
    await bedrock.stop();
    rmSync(root, { recursive: true, force: true });
  }
}

const SUBAGENT: Subagent = { description: "help", prompt: "help", subagent_type: "helper" };

function furnish(root: string, { user, project, managed, subagentModel }: Situation): void {
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  // Nobody's keys: the endpoint does not ask.
  write(
    "home/.aws/credentials",
    "[claude-code]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = none\n",
  );
  write("work/README.md", "A project.\n");
  if (user !== undefined) write("home/.claude/settings.json", JSON.stringify(user));
  if (project !== undefined) write("work/.claude/settings.json", JSON.stringify(project));
  if (subagentModel !== undefined) {
    const front = `name: helper\ndescription: helps\nmodel: ${subagentModel}`;
    write("work/.claude/agents/helper.md", `---\n${front}\n---\nYou help.\n`);
  }
  if (managed === undefined) return;
  write("etc/claude-code/managed-settings.json", JSON.stringify(managed));
  for (const name of ["passwd", "group", "hosts", "nsswitch.conf"]) {
    if (existsSync(`/etc/${name}`)) copyFileSync(`/etc/${name}`, join(root, "etc", name));
  }
}

async function run(root: string, program: string, situation: Situation, url: string) {
  const { args = [], env = {}, managed } = situation;
  const claude = [program, "-p", "hi", "--output-format", "json", ...args];
  const own = [UNSHARE, "-rm", "sh", "-c", 'mount --bind "$0" /etc && exec "$@"', join(root, "etc")];
  const [command = "", ...rest] = managed === undefined ? claude : [...own, ...claude];
  const child = spawn(command, rest, {
    cwd: join(root, "work"),
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"],
      HOME: join(root, "home"),
      AWS_EC2_METADATA_DISABLED: "true",
      ANTHROPIC_BEDROCK_BASE_URL: url,
      AWS_ENDPOINT_URL_BEDROCK: url,
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: url,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      DISABLE_TELEMETRY: "1",
      DISABLE_AUTOUPDATER: "1",
      IS_SANDBOX: "1",
      ...env,
    },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (said += String(data)));
  const end = (): void => {
    // With whatever it has started; it may be gone already.
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {}
  };
  const timer = setTimeout(end, DEADLINE_MS);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    return { code, said: said.slice(0, 2000) };
  } finally {
    clearTimeout(timer);
    end();
  }
}
