import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { packageVersion } from "../../src/package.js";
import { appliedOnce } from "../support/applied.js";
import { sandbox } from "../support/sandbox.js";
import { SMALL } from "../support/yaml.js";

const Bucket = "acme-corp-bedrock-invocation-logs";
const VERSION = packageVersion();

const copy = appliedOnce(SMALL);

/** A stack as this program leaves it, then with another version on its bucket. */
async function applied(version?: string) {
  const { cwd, account, ccb } = copy();
  const { aws } = sandbox({ dir: account });
  const tags = async () => {
    const { TagSet = [] } = await aws.call("s3", "GetBucketTagging", { Bucket });
    return Object.fromEntries(TagSet.map((tag) => [tag.Key, tag.Value]));
  };
  if (version !== undefined) {
    const TagSet = Object.entries({ ...(await tags()), "ccb:version": version });
    const Tagging = { TagSet: TagSet.map(([Key, Value]) => ({ Key, Value: String(Value) })) };
    await aws.call("s3", "PutBucketTagging", { Bucket, Tagging });
  }
  const journal = () => readFileSync(join(account, "account.jsonl"), "utf8");
  const edit = (text: string) => writeFileSync(join(cwd, "ccb.yaml"), text);
  return { ccb, tags, journal, edit };
}

test("apply notes its version on the logs bucket, and the next one has nothing to do", async () => {
  const { ccb, tags, journal } = await applied();
  expect(await tags()).toMatchObject({ "ccb:version": VERSION });
  const before = journal();
  expect((await ccb("plan --detailed-exitcode")).code).toBe(0);
  expect((await ccb("apply --yes")).code).toBe(0);
  expect(journal()).toBe(before);
});

describe("a stack that a newer ccb applied last", () => {
  test.each([
    "plan",
    "plan --phase foundation",
    "status",
    "apply --yes",
    "apply --yes --phase foundation",
    "destroy --yes",
    "onboard-dev zoe",
    "offboard-dev alice --yes",
  ])("is refused by ccb %s, with both versions, and nothing is changed", async (command) => {
    const { ccb, journal } = await applied("99.1.0-rc.1");
    const before = journal();
    const { code, err } = await ccb(command);
    expect(err).toContain("99.1.0-rc.1");
    expect(err).toContain(`this ccb ${VERSION}`);
    expect(code).toBe(5);
    expect(journal()).toBe(before);
    expect((await ccb(`${command} --json`)).json()).toMatchObject({
      error: { code: "newer_version", details: { applied: "99.1.0-rc.1", running: VERSION } },
    });
  });

  test.each(["outputs", "list-devs", "print-env"])("is still read by ccb %s", async (command) => {
    const { ccb } = await applied("99.1.0");
    expect((await ccb(command)).code).toBe(0);
  });
});

describe.each(["0.0.1", `${VERSION}-rc.1`, "not a version"])("a stack with %j on its bucket", (version) => {
  test("is planned to get this version, and apply writes it", async () => {
    const { ccb, tags } = await applied(version);
    const plan = await ccb("plan --json");
    expect(plan.json<{ changes: object[] }>().changes).toMatchObject([
      {
        ...{ key: "logging/logs-bucket", action: "update" },
        fields: [{ path: "tags.ccb:version", before: version, after: VERSION }],
      },
    ]);
    expect((await ccb("apply --yes")).code).toBe(0);
    expect(await tags()).toMatchObject({ "ccb:version": VERSION });
    expect((await ccb("plan --detailed-exitcode")).code).toBe(0);
  });

  test("gets it from an apply of another phase too, as soon as that changes something", async () => {
    const { ccb, tags, journal, edit } = await applied(version);
    const before = journal();
    expect((await ccb("apply --yes --phase budgets")).code).toBe(0);
    expect(journal()).toBe(before);
    edit(`${SMALL}tags: { Owner: finops }\n`);
    const untouched = await tags();
    expect((await ccb("apply --yes --phase budgets")).code).toBe(0);
    expect(await tags()).toEqual({ ...untouched, "ccb:version": VERSION });
    expect((await ccb("plan --phase budgets --detailed-exitcode")).code).toBe(0);
  });
});
