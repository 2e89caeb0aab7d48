import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { onTestFinished, vi } from "vitest";
import { isRead } from "../../src/aws/services.js";
import { Account } from "../../src/sandbox/account.js";
import { serviceError } from "../../src/sandbox/errors.js";
import { workspace } from "../support/cli.js";

export const MODELS = `models:
  opus:   { copyFrom: us.anthropic.claude-opus-4-6-v1 }
  sonnet: { copyFrom: us.anthropic.claude-sonnet-4-6 }
  haiku:  { copyFrom: us.anthropic.claude-haiku-4-5-20251001-v1:0 }
`;

/** A company with two developers, of whom bob has models of his own. `more` goes at the end. */
export function company(more = ""): string {
  return `# The platform team keeps this file.
version: 1
region: us-east-1
${MODELS}logging:
  bucketPrefix: acme-corp
defaults: { models: [opus, sonnet, haiku] }
developers:
  alice: {}   # the first one
  bob: { team: research, models: [sonnet, haiku] }

budgets:
  emails: [ops@example.com]
${more}`;
}

/** Files of applied accounts by their YAML: an apply has real pauses, so each is made once a test file. */
const snapshots = new Map<string, Map<string, Buffer>>();

/** A workspace whose stack is applied. */
export async function applied(yaml = company()) {
  const place = workspace(yaml);
  const known = snapshots.get(yaml);
  if (known === undefined) {
    const { code, err } = await place.ccb("apply --yes");
    if (code !== 0) throw new Error(err);
    snapshots.set(yaml, filesOf(place.account));
  } else {
    for (const [name, content] of known) {
      mkdirSync(dirname(join(place.account, name)), { recursive: true });
      writeFileSync(join(place.account, name), content);
    }
  }
  const file = join(place.cwd, "ccb.yaml");
  return {
    ...place,
    /** The YAML as it is, to the byte. */
    yaml: () => readFileSync(file, "utf8"),
    rewrite: (change: (text: string) => string) => writeFileSync(file, change(readFileSync(file, "utf8"))),
    write: (name: string, text: string | Uint8Array) => writeFileSync(join(place.cwd, name), text),
    read: (name: string) => readFileSync(join(place.cwd, name), "utf8"),
    /** The simulated account's journal: every write is a line in it. */
    journal: () => readFileSync(join(place.account, "account.jsonl"), "utf8"),
    register: () => register(place.account),
  };
}

function filesOf(dir: string): Map<string, Buffer> {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [relative(dir, path), readFileSync(path)]));
}

/** Lines of the profile register, as the account holds it. */
function register(
  dir: string,
): { arn: string; developer: string; alias: string; team: string; retiredAt: string | null }[] {
  const { journal } = new Account(dir) as unknown as {
    journal: { sync(): void; tables: Map<string, Map<string, { versions: { blob?: string }[] }>> };
  };
  journal.sync();
  const row = journal.tables
    .get("s3/global/objects/acme-corp-bedrock-invocation-logs")
    ?.get("ccb/profiles/profiles.jsonl");
  const text = readFileSync(join(dir, "blobs", row?.versions[0]?.blob ?? ""), "utf8");
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as never);
}

const handle = Account.prototype.handle;

/** Counts every attempt at every service from now on until the test is over. */
export function countAttempts() {
  const attempts: string[] = [];
  const spy = vi.spyOn(Account.prototype, "handle").mockImplementation(function (this: Account, ...args) {
    attempts.push(`${args[0]}:${args[1]}`);
    return handle.apply(this, args);
  });
  onTestFinished(() => spy.mockRestore());
  return {
    all: () => attempts.length,
    writes: () => attempts.filter((name) => !isRead(name.split(":")[1] ?? "")),
    list: () => attempts,
    reset: () => attempts.splice(0),
  };
}

/** Does something whenever the account is asked for an operation, before it answers, until the test is over. */
export function whenever(operation: string, work: (count: number) => void): void {
  let count = 0;
  const spy = vi.spyOn(Account.prototype, "handle").mockImplementation(function (this: Account, ...args) {
    if (args[1] === operation) work((count += 1));
    return handle.apply(this, args);
  });
  onTestFinished(() => spy.mockRestore());
}

/** Lets the account give this answer to an operation, until the test is over. */
export function answering(operation: string, answer: object): void {
  const spy = vi.spyOn(Account.prototype, "handle").mockImplementation(async function (
    this: Account,
    ...args
  ) {
    return args[1] === operation ? answer : handle.apply(this, args);
  });
  onTestFinished(() => spy.mockRestore());
}

/** Lets the account refuse the calls that match, from now on until one was refused. */
export function refuseOnce(matches: (operation: string, input: object) => boolean): void {
  let armed = true;
  const spy = vi.spyOn(Account.prototype, "handle").mockImplementation(async function (
    this: Account,
    ...args
  ) {
    if (armed && matches(args[1], args[2])) {
      armed = false;
      throw serviceError("ValidationException", "not today", 400);
    }
    return handle.apply(this, args);
  });
  onTestFinished(() => spy.mockRestore());
}
