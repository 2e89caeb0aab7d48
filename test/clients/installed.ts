import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Where install.sh puts a Python environment with the AWS CLI and boto3; without one the commands of the path are used. */
const FOLDER = process.env["CCB_TEST_CLIENTS"] ?? join(homedir(), ".cache/ccb-test/aws-clients");
const command = (name: string) => (existsSync(join(FOLDER, "complete")) ? join(FOLDER, "bin", name) : name);
const PYTHON = command("python3");
const CLI = command("aws");

const succeeds = (program: string, args: string[]) =>
  spawnSync(program, args, { timeout: 30_000 }).status === 0;

/** Whether boto3 is installed on this machine. */
export const hasBoto3 = succeeds(PYTHON, ["-c", "import boto3"]);
/** Whether the AWS CLI is. */
export const hasAwsCli = succeeds(CLI, ["--version"]);

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** Runs Python statements that find a client of each service with `client("s3")`. @throws with what Python says */
export async function boto3(code: string, env: Record<string, string>): Promise<string> {
  const prelude =
    "import boto3, json\nfrom botocore.exceptions import ClientError\n" +
    'def client(name, **more): return boto3.client(name, endpoint_url=__import__("os").environ["AWS_ENDPOINT_URL"], **more)\n';
  const { code: status, out, err } = await run(PYTHON, ["-c", prelude + code], env);
  if (status !== 0) throw new Error(err);
  return out;
}

/** Runs `aws ARGS`. */
export function awsCli(args: string[], env: Record<string, string>): Promise<Ended> {
  return run(CLI, [...args, "--output", "json"], { AWS_PAGER: "", ...env });
}

function run(program: string, args: string[], env: Record<string, string>): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended: Ended = { code: null, out: "", err: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (ended.out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (ended.err += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ ...ended, code }));
  });
}
