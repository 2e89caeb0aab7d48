import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { kinds, phases } from "../../reconcilers/index.js";
import { Aws, type CallRecord } from "../../src/aws/aws.js";
import { isRead } from "../../src/aws/services.js";
import { parseConfig } from "../../src/config/load.js";
import type { Wanted } from "../../src/engine/kind.js";
import { composition, identifyStack } from "../../src/stack/composition.js";
import { workspace } from "../support/cli.js";
import { awsEnvironment } from "../support/endpoint.js";
import { changesOf, planOf, reconcile } from "../support/reconcile.js";
import { temporaryFolder } from "../support/sandbox.js";
import { type Moto, hasMoto, startMoto } from "./server.js";
import { MODEL_IDS } from "./yaml.js";

/** Kinds whose every operation the emulator has; it cannot tag dashboards, for one. */
const SUPPORTED = [
  ...["iam-role", "log-group", "s3-bucket", "athena-workgroup", "glue-database", "glue-table"],
  ...["sns-topic", "sns-subscription", "metric-filter", "alarm"],
];

/** Kinds whose tags the emulator drops from the create call: `--adopt` puts them back. */
const DROPS_TAGS = ["s3-bucket"];

/** What a kind's resources refer to. */
const NEEDS: Record<string, string[]> = {
  "athena-workgroup": ["s3-bucket"],
  "glue-table": ["glue-database"],
  "metric-filter": ["log-group"],
  "sns-subscription": ["sns-topic"],
  alarm: ["sns-topic"],
};

describe.runIf(hasMoto)("over HTTP, against an emulator", () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto.stop());
  beforeEach(async () => {
    awsEnvironment({ AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b", AWS_ENDPOINT_URL: moto.url });
    await fetch(`${moto.url}/moto-api/reset`, { method: "POST" });
  });

  /** What the YAML wants of some kinds, and access that counts its writes. */
  async function wantedOf(names: readonly string[], yaml = MODEL_IDS) {
    const calls: CallRecord[] = [];
    const aws = new Aws({ region: "us-east-1", onCall: (call) => calls.push(call) });
    const parsed = parseConfig(yaml, "ccb.yaml");
    if (parsed.config === undefined) throw new Error(JSON.stringify(parsed.problems));
    const stack = await identifyStack(aws, parsed.config);
    const c = await composition(aws, { ...parsed, config: parsed.config }, stack);
    const wanted: Wanted[] = phases
      .flatMap((phase) => phase.compose(c))
      .filter((want) => names.includes(want.kind));
    const chosen = kinds.filter((kind) => names.includes(kind.name));
    calls.length = 0;
    return {
      aws,
      stack,
      wanted,
      chosen,
      writes: () => calls.filter((call) => !isRead(call.operation)).length,
    };
  }

  it.each(SUPPORTED)("%s is made once: a second run has nothing to do", async (name) => {
    const names = [name, ...(NEEDS[name] ?? [])];
    const first = await wantedOf(names);
    expect(first.wanted.map((want) => want.kind)).toContain(name);
    await reconcile(first.aws, first.chosen, first.wanted, { stack: first.stack });
    expect(first.writes()).toBeGreaterThan(0);

    if (names.some((used) => DROPS_TAGS.includes(used))) {
      const { plan } = await planOf(first.aws, first.chosen, first.wanted, { stack: first.stack });
      expect(plan.blocked.every((item) => DROPS_TAGS.includes(item.kind))).toBe(true);
      await reconcile(first.aws, first.chosen, first.wanted, { stack: first.stack, adopt: true });
    }
    const second = await wantedOf(names);
    const { plan } = await planOf(second.aws, second.chosen, second.wanted, { stack: second.stack });
    expect({ changes: changesOf(plan), blocked: plan.blocked }).toEqual({ changes: [], blocked: [] });
    expect(second.writes()).toBe(0);
  });

  it("a changed YAML is made true, and destroying leaves nothing", async () => {
    // The emulator keeps metric filters when their log group is deleted; AWS does not.
    const names = SUPPORTED.filter((name) => name !== "metric-filter");
    const before = await wantedOf(names);
    await reconcile(before.aws, before.chosen, before.wanted, { stack: before.stack });
    await reconcile(before.aws, before.chosen, before.wanted, { stack: before.stack, adopt: true });

    const yaml = `${MODEL_IDS}  alarms: { throttlesPer5Min: 99 }\ntags: { Owner: me }\n`.replace(
      "bucketPrefix: acme-corp",
      "bucketPrefix: acme-corp\n  retentionDays: 60\n  expirationDays: 400",
    );
    const after = await wantedOf(names, yaml);
    const { plan } = await reconcile(after.aws, after.chosen, after.wanted, { stack: after.stack });
    expect(changesOf(plan)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^update budgets\/alarm\/throttle-rate .*threshold/),
        expect.stringMatching(/^update logging\/log-group .*retention/),
        expect.stringMatching(/^update foundation\/developer-role .*tags\.Owner/),
      ]),
    );
    const again = await planOf(after.aws, after.chosen, after.wanted, { stack: after.stack });
    expect({ changes: changesOf(again.plan), blocked: again.plan.blocked }).toEqual({
      changes: [],
      blocked: [],
    });

    const options = { stack: after.stack, destroy: true, deleteData: true };
    await reconcile(after.aws, after.chosen, after.wanted, options);
    const gone = await planOf(after.aws, after.chosen, after.wanted, { stack: after.stack });
    expect(new Set(gone.plan.changes.map((change) => change.action))).toEqual(new Set(["create"]));
    const keys = (items: readonly { key: string }[]) => items.map(({ key }) => key).toSorted();
    expect(keys(gone.plan.changes)).toEqual(keys(after.wanted));
  });

  it("the program itself applies the phases that the emulator has", async () => {
    const { ccb } = workspace(MODEL_IDS);
    const run = (args: string) => ccb(args, { sandbox: false, env: { CCB_HOME: temporaryFolder() } });
    const first = await run("apply --yes --phase foundation --json");
    expect(first.json()).toMatchObject({
      summary: { create: 2 },
      outputs: { developerRoleArn: "arn:aws:iam::123456789012:role/claude-code-developer" },
    });
    expect((await run("apply --yes --phase foundation")).out).toMatch(/Nothing to do\.\n$/);
    expect((await run("apply --yes --phase attribution --json")).json()).toMatchObject({
      summary: { create: 9 },
      outputs: { athenaWorkgroup: "claude-code-bedrock-logs", athenaDatabase: "claude_code_bedrock_logs" },
    });
  });
});
