import { beforeAll, describe, expect, test } from "vitest";
import { GuardRefused } from "../../src/errors.js";
import { parseRegister } from "../../src/register/register.js";
import { type Dump, REGISTER_KEY, applied, changesOf, world, yamlOf } from "./stack.js";

const OLD = "acme-corp-claude-bedrock-invocation-logs";
const OLD_RESULTS = "acme-corp-claude-athena-results";
const NEW = "acme-group-bedrock-invocation-logs";
const HERE = yamlOf();
const MOVED = yamlOf((c) => (c.logging.bucketPrefix = "acme-group"));
let origin: Awaited<ReturnType<typeof applied>>;

beforeAll(async () => {
  origin = await applied(HERE);
});

type World = ReturnType<typeof world>;

async function refused(work: Promise<unknown>): Promise<GuardRefused> {
  const error: unknown = await work.catch((e: unknown) => e);
  expect(error).toBeInstanceOf(GuardRefused);
  return error as GuardRefused;
}

function registerOf(dump: Dump, bucket: string) {
  const row = dump[`s3/global/objects/${bucket}`]?.[REGISTER_KEY] as
    | { versions: { text?: string }[] }
    | undefined;
  return parseRegister(row?.versions[0]?.text ?? "");
}

/** As `aws s3 mb` and `aws s3 sync` do. */
async function copied(account: World): Promise<void> {
  const aws = account.aws();
  await aws.call("s3", "CreateBucket", { Bucket: NEW });
  const { Contents = [] } = await aws.call("s3", "ListObjectsV2", { Bucket: OLD });
  for (const { Key } of Contents) {
    if (Key === "ccb/lock") continue;
    await aws.call("s3", "CopyObject", { Bucket: NEW, Key, CopySource: `${OLD}/${Key}` });
  }
}

const keptOf = async (account: World, yaml: string) =>
  (await account.plan(yaml)).plan.kept.map((item) => item.name).toSorted();

describe("another logging.bucketPrefix", () => {
  test("is refused: nobody loses logs and register by an edit", async () => {
    const account = world(origin);
    const before = account.dump();
    const { code, message, hint, exitCode } = await refused(account.apply(MOVED));
    expect({ code, exitCode }).toEqual({ code: "moved_bucket", exitCode: 5 });
    expect(message).toContain(OLD);
    for (const way of [
      "back to acme-corp-claude",
      `s3 sync s3://${OLD} s3://${NEW}`,
      "--adopt",
      "--new-history",
    ]) {
      expect(hint).toContain(way);
    }
    expect(account.dump()).toEqual(before);
  });

  test.each([["allocation"], ["logging"], ["attribution"]] as const)(
    "is refused by a run of the phase %s too",
    async (phase) => {
      expect((await refused(world(origin).apply(MOVED, { phases: [phase] }))).code).toBe("moved_bucket");
    },
  );

  test("is refused where the tag index tells nothing", async () => {
    const account = world(origin);
    const aws = account.aws();
    const pages = aws.pages.bind(aws);
    aws.pages = (service, operation, ...rest) =>
      service === "tagging"
        ? Promise.reject(Object.assign(new Error("no"), { name: "AccessDeniedException" }))
        : pages(service, operation, ...rest);
    expect((await refused(account.apply(MOVED))).code).toBe("moved_bucket");
  });

  test("begins a new history when that is meant, and the old bucket stays known until its data may go", async () => {
    const account = world(origin);
    const history = registerOf(account.dump(), OLD);
    await account.apply(MOVED, { newHistory: true, allowDeletes: 0 });
    expect(changesOf(await account.plan(MOVED))).toEqual([]);
    expect(await keptOf(account, MOVED)).toEqual([OLD_RESULTS, OLD]);
    const dump = account.dump();
    expect(registerOf(dump, OLD)).toEqual(history);
    expect(registerOf(dump, NEW).length).toBeGreaterThan(0);
    await account.destroy(MOVED);
    expect(Object.keys(account.dump()["s3/global/buckets"] ?? {})).toContain(OLD);
    await account.destroy(MOVED, { deleteData: true });
    expect(account.dump()["s3/global/buckets"]).toBeUndefined();
  });

  test("takes the history along in a bucket it was copied to", async () => {
    const account = world(origin);
    const history = registerOf(account.dump(), OLD);
    await copied(account);
    expect((await refused(account.apply(MOVED))).code).toBe("unowned_resources");
    await account.apply(MOVED, { adopt: true });
    expect(registerOf(account.dump(), NEW)).toEqual(history);
    expect(changesOf(await account.plan(MOVED))).toEqual([]);
    expect(await keptOf(account, MOVED)).toEqual([OLD_RESULTS, OLD]);
  });

  test("matters no more once the old bucket is gone or is another's", async () => {
    const account = world(origin);
    const aws = account.aws();
    const TagSet = [
      { Key: "ccb:stack", Value: "globex" },
      { Key: "ccb:key", Value: "logging/logs-bucket" },
    ];
    await aws.call("s3", "PutBucketTagging", { Bucket: OLD, Tagging: { TagSet } });
    const { abandoned, plan } = await account.plan(MOVED);
    expect(abandoned).toEqual([]);
    expect(plan.kept.map((item) => item.name)).toEqual([OLD_RESULTS]);
  });

  test("of query results moves them without a word, and the old bucket stays known", async () => {
    const account = world(origin);
    const moved = yamlOf((c) => {
      c.attribution = {
        ...c.attribution,
        athena: { resultsBucketPrefix: "acme-group" },
      } as typeof c.attribution;
    });
    await account.apply(moved);
    expect(await keptOf(account, moved)).toEqual([OLD_RESULTS]);
  });
});

test("a stack that has not moved reads nothing more for it", async () => {
  const account = world(origin);
  const { live, abandoned } = await account.plan(HERE);
  expect(abandoned).toEqual([]);
  expect(live.filter((item) => item.kind === "s3-bucket")).toHaveLength(2);
});
