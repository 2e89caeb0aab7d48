import { explain } from "../aws/errors.js";
import { counted } from "../counted.js";
import { listDevelopers } from "../developers/list.js";
import { sourceOf } from "../developers/find-profiles.js";
import { BadInput, KnownError } from "../errors.js";
import type { Caller } from "../sandbox/seed/callers.js";
import { monthSpan } from "../sandbox/seed/calendar.js";
import type { Context } from "./context.js";
import { type Session, openSession } from "./stack-session.js";

const DEFAULT_CALLS = 2000;
const MOST_CALLS = 1_000_000;

/**
 * `ccb sandbox seed --month YYYY-MM [--calls N]`: fills the simulated account's logs bucket with a month of invocation
 * logs of the YAML's developers. The running month is filled up to now.
 * @throws BadInput without `--sandbox`: invented records have no place in a real account's books
 * @throws KnownError when the stack has not been applied
 */
export async function sandboxSeed(cx: Context, options: { month?: string; calls?: string }): Promise<void> {
  const dir = cx.sandboxDir();
  if (dir === undefined) {
    throw new BadInput(
      "sandbox_only",
      "seeding writes invented invocation logs, so it works on a simulated account only",
      "add --sandbox, or --sandbox DIR",
    );
  }
  const now = new Date();
  const month = checkMonth(options.month, now);
  const count = checkCalls(options.calls);
  const session = await openSession(cx);
  const { stack } = session;
  try {
    const callers = await callersOf(session);
    const [{ seedCalls }, { writeSeed }, { Aws }, { Account }] = await Promise.all([
      import("../sandbox/seed/calls.js"),
      import("../sandbox/seed/write.js"),
      import("../aws/aws.js"),
      import("../sandbox/account.js"),
    ]);
    // Rate limits and faults are for what ccb does to an account; Bedrock's own deliveries meet none.
    const aws = new Aws({ region: stack.region, sandbox: new Account(dir, { limits: false }) });
    const { names, config } = session.composition;
    const bucket = names.logsBucket;
    const root = `${names.logsKeyPrefix}/AWSLogs/${stack.account}/BedrockModelInvocationLogs/${stack.region}`;
    const target = { month, bucket, root, stack, deliverText: config.logging.deliverText };
    const seeded = await writeSeed(aws, seedCalls(month, count, callers), target, now);
    cx.result(
      { month, ...seeded },
      `${month}: ${counted(seeded.calls, "call")} by ${counted(callers.length, "developer")} ` +
        `in ${counted(seeded.objects, "object")}, ` +
        `${(seeded.bytes / 1e6).toFixed(1)} MB, in s3://${bucket}/${root}/\n`,
    );
  } catch (error) {
    throw explain(error, stack.region);
  }
}

/** The developers whose profiles exist. @throws KnownError when there are none */
async function callersOf({ aws, stack, composition }: Session): Promise<Caller[]> {
  const { identityOf } = await import("../sandbox/seed/callers.js");
  const { config, names, developers } = composition;
  await requireBucket(aws, names.logsBucket, stack.account);
  const role = config.attribution.sso.enabled
    ? `AWSReservedSSO_${names.permissionSet}_0123456789abcdef`
    : names.developerRole;
  const listed = new Map((await listDevelopers(aws, composition)).map((found) => [found.user, found]));
  const callers = developers.map((developer) => ({
    user: developer.user,
    identity: identityOf(stack, role, developer),
    models: developer.models.flatMap((alias) => {
      const arn = listed.get(developer.user)?.profiles[alias]?.arn;
      return typeof arn === "string" ? [{ profileArn: arn, source: sourceOf(config, alias) }] : [];
    }),
  }));
  const known = callers.filter(({ models }) => models.length > 0);
  if (known.length === 0) {
    throw new KnownError(
      "stack_missing",
      "no developer of the YAML has a profile yet",
      callers.length === 0 ? "add one with ccb onboard-dev NAME" : "run ccb apply first",
    );
  }
  return known;
}

async function requireBucket(aws: Session["aws"], Bucket: string, owner: string): Promise<void> {
  try {
    await aws.call("s3", "HeadBucket", { Bucket, ExpectedBucketOwner: owner });
  } catch (error) {
    if ((error as Error).name !== "NotFound") throw error;
    throw new KnownError(
      "stack_missing",
      `the logs bucket ${Bucket} does not exist in the simulated account yet`,
      "run ccb apply --sandbox first",
    );
  }
}

function checkMonth(text: string | undefined, now: Date): string {
  const hint = "for example --month 2026-10";
  if (text === undefined) throw new BadInput("bad_usage", "--month is missing", hint);
  if (!/^20\d\d-(0[1-9]|1[0-2])$/.test(text)) {
    throw new BadInput("bad_usage", `"${text}" is no month`, hint);
  }
  if (monthSpan(text).start > now.getTime()) {
    throw new BadInput("bad_usage", `${text} has not begun, so it has no logs`, hint);
  }
  return text;
}

function checkCalls(text: string | undefined): number {
  if (text === undefined) return DEFAULT_CALLS;
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= MOST_CALLS) return count;
  throw new BadInput("bad_usage", `--calls is a whole number from 1 to ${MOST_CALLS}, not "${text}"`);
}
