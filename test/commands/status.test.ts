import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { workspace } from "../support/cli.js";
import { SMALL } from "../support/yaml.js";

interface StatusJson {
  resources: { key: string; state: string }[];
  drift: { key: string; action: string }[];
  pending: { what: string; action: string }[];
}

it("ccb status tells what is missing, in place, drifted, surplus and waiting", async () => {
  const { cwd, ccb } = workspace(SMALL);
  const state = async () => (await ccb("status --json")).json<StatusJson>();
  const stateOf = (status: StatusJson, key: string) => status.resources.find((r) => r.key === key)?.state;

  expect(stateOf(await state(), "foundation/developer-role")).toBe("missing");

  await ccb("apply --yes");
  const applied = await state();
  expect(applied.drift).toEqual([]);
  expect(stateOf(applied, "foundation/developer-role")).toBe("ok");
  expect(applied.resources.filter((resource) => resource.state === "missing")).toEqual([]);
  expect(JSON.stringify(applied.pending)).toContain("ops@example.com");

  writeFileSync(
    join(cwd, "ccb.yaml"),
    SMALL.replace("alice: {}", "bob: {}").replace(
      "bucketPrefix: acme-corp",
      "bucketPrefix: acme-corp\n  retentionDays: 60",
    ),
  );
  const changed = await state();
  expect(stateOf(changed, "logging/log-group")).toBe("drifted");
  expect(changed.drift.find((item) => item.key === "logging/log-group")?.action).toBe("update");
  expect(changed.drift.filter((item) => item.action === "delete")).toHaveLength(1);
  const text = await ccb("status");
  expect(text.out).toMatch(/^surplus\s+inference-profile claude-code-alice$/m);
  expect(text.out).toMatch(/^missing\s+inference-profile claude-code-bob$/m);
  expect(text.out).toMatch(/^drifted\s+log-group /m);
});
