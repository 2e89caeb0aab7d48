import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { workspace } from "../support/cli.js";
import { SMALL } from "../support/yaml.js";
import { sandbox } from "../support/sandbox.js";

interface StatusJson {
  summary: Record<string, number>;
  resources: { key: string; state: string }[];
  drift: { key: string; action: string; fields: { path: string; before: unknown; after: unknown }[] }[];
  pending: { what: string; action: string }[];
}

const CHANGED = SMALL.replace("alice: {}", "bob: {}").replace(
  "bucketPrefix: acme-corp",
  "bucketPrefix: acme-corp\n  retentionDays: 60",
);

/** A stack that is applied, and a YAML that wants another developer and a longer retention. */
async function changed() {
  const place = workspace(SMALL);
  expect((await place.ccb("apply --yes")).code).toBe(0);
  writeFileSync(join(place.cwd, "ccb.yaml"), CHANGED);
  const json = async (args = "") => (await place.ccb(`status --json ${args}`)).json<StatusJson>();
  return { ...place, json };
}

const stateOf = (status: StatusJson, key: string) => status.resources.find((r) => r.key === key)?.state;

describe("ccb status", () => {
  it("of an empty account tells that all is missing", async () => {
    const { ccb } = workspace(SMALL);
    const { summary, resources, drift } = (await ccb("status --json")).json<StatusJson>();
    expect(stateOf({ resources } as StatusJson, "foundation/developer-role")).toBe("missing");
    expect(stateOf({ resources } as StatusJson, "allocation/cost-tags")).toBe("waiting");
    expect(summary).toEqual({
      ...{ ok: 0, missing: resources.length - 1, drifted: 0, surplus: 0 },
      ...{ unowned: 0, foreign: 0, waiting: 1 },
    });
    expect(drift).toEqual([]);
    expect((await ccb("status")).out).toMatch(
      new RegExp(
        `^0 of ${resources.length} resources as configured: ${resources.length - 1} missing, 1 waiting\\.\n$`,
        "m",
      ),
    );
    expect((await ccb("status --detailed-exitcode")).code).toBe(2);
    expect((await ccb("status")).code).toBe(0);
  });

  it("of an applied stack tells that all is in order, and what waits", async () => {
    const { ccb } = workspace(SMALL);
    await ccb("apply --yes");
    const { summary, resources, drift, pending } = (await ccb("status --json")).json<StatusJson>();
    expect(drift).toEqual([]);
    expect(summary).toMatchObject({
      ok: resources.length - 1,
      missing: 0,
      drifted: 0,
      surplus: 0,
      waiting: 1,
    });
    expect(JSON.stringify(pending)).toContain("ops@example.com");
    expect((await ccb("status --detailed-exitcode")).code).toBe(0);
  });

  it("tells what is missing, in place, drifted and surplus, with the fields that differ", async () => {
    const { ccb, json } = await changed();
    const status = await json();
    expect(stateOf(status, "logging/log-group")).toBe("drifted");
    const drifted = status.drift.find((item) => item.key === "logging/log-group");
    expect(drifted).toMatchObject({ action: "update", fields: [{ path: "retentionDays", after: 60 }] });
    expect(status.drift.filter((item) => item.action === "delete")).toHaveLength(1);
    const { summary, resources } = status;
    expect(summary).toMatchObject({ missing: 1, surplus: 1, waiting: 1 });
    const { surplus = 0, ...states } = summary;
    const total = Object.values(states).reduce((sum, count) => sum + count, 0);
    expect(total).toBe(resources.length);
    const { code, out } = await ccb("status --detailed-exitcode");
    expect(code).toBe(2);
    expect(out).toMatch(/^surplus\s+inference-profile claude-code-alice$/m);
    expect(out).toMatch(/^missing\s+inference-profile claude-code-bob$/m);
    expect(out).toMatch(/^drifted\s+log-group .*\n +retentionDays: 30 → 60$/m);
    expect(out).toMatch(/^ok\s+2 iam-role$/m);
    expect(out.trimEnd().split("\n").at(-1)).toBe(
      `${summary["ok"]} of ${total} resources as configured: 1 missing, ${summary["drifted"]} drifted, 1 waiting, ${surplus} surplus.`,
    );
  });

  it("sees what somebody changed by hand", async () => {
    const { account, ccb } = workspace(SMALL);
    await ccb("apply --yes --phase foundation");
    const { aws } = sandbox({ dir: account });
    await aws.call("iam", "UpdateRole", { RoleName: "claude-code-admin", Description: "mine now" });
    const { code, out } = await ccb("status --phase foundation --detailed-exitcode");
    expect(code).toBe(2);
    expect(out).toMatch(/^drifted {2}iam-role claude-code-admin\n +description: "mine now" → ".*"$/m);
  });

  it("--phase tells of these phases alone", async () => {
    const { ccb, json } = await changed();
    const { resources, drift, pending } = await json("--phase budgets,foundation");
    const phases = new Set(resources.map(({ key }) => key.split("/")[0]));
    expect([...phases].toSorted()).toEqual(["budgets", "foundation"]);
    expect(
      [...drift.map(({ key }) => key), ...pending].filter((one) => /allocation/.test(JSON.stringify(one))),
    ).toEqual([]);
    expect((await ccb("status --phase budgets --detailed-exitcode")).code).toBe(0);
    expect((await ccb("status --phase logging --detailed-exitcode")).code).toBe(2);
  });

  it("is short for many developers; --all names every one", async () => {
    const crowd = Array.from({ length: 200 }, (_, n) => `dev${n}: {}`).join("\n  ");
    const { ccb } = workspace(SMALL.replace("alice: {}", crowd));
    const short = (await ccb("status")).out;
    expect(short.split("\n").length).toBeLessThan(70);
    expect(short).toMatch(/^missing\s+… and 190 more inference-profile; --all names them$/m);
    const all = (await ccb("status --all")).out;
    expect(all.match(/^missing\s+inference-profile claude-code-dev\d+$/gm)).toHaveLength(200);
    expect(all).not.toContain("more inference-profile");
  });
});

it("an empty account has nothing that is unchanged, and destroy has nothing to keep", async () => {
  const { ccb } = workspace(SMALL);
  const { summary } = (await ccb("plan --json")).json<{ summary: Record<string, number> }>();
  expect(summary["unchanged"]).toBe(0);
  expect((await ccb("plan")).out).toMatch(/ 0 unchanged\.\n$/);
  const { err } = await ccb("destroy --yes");
  expect(err).not.toContain("kept:");
});
