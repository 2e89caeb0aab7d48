import { expect, test } from "vitest";
import { workspace } from "../support/cli.js";
import { SMALL } from "../support/yaml.js";

interface Told {
  totals: { costUsd: string; invocations: number };
  rows: { model: string; costUsd: string }[];
  unpriced: unknown[];
}

const SONNET = "anthropic.claude-sonnet-4-5-20250929-v1:0";

test.each([
  ["us-gov-west-1", `us-gov.${SONNET}`],
  ["us-gov-east-1", SONNET],
  ["us-gov-west-1", `arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/${SONNET}`],
  ["ap-south-1", "in.anthropic.claude-sonnet-5"],
  ["ap-south-2", "in.anthropic.claude-opus-5"],
])(
  "a whole stack in %s on %s reports what its calls cost",
  async (region, copyFrom) => {
    const yaml = SMALL.replace("us-east-1", region).replace("us.anthropic.claude-sonnet-4-6", copyFrom);
    const { ccb } = workspace(yaml);
    const applied = await ccb("apply --yes");
    expect([applied.code, applied.err], applied.err).toEqual([0, expect.not.stringContaining("no price")]);
    expect((await ccb("sandbox seed --month 2026-10 --calls 200")).code).toBe(0);
    const report = await ccb("cost-report --month 2026-10 --group-by model --json");
    const { totals, rows, unpriced } = report.json<Told>();
    expect(unpriced).toEqual([]);
    expect(totals.invocations).toBeGreaterThan(100);
    expect(Number(totals.costUsd)).toBeGreaterThan(0);
    expect(rows.map(({ model }) => model)).toEqual([copyFrom.slice(copyFrom.lastIndexOf("/") + 1)]);
    for (const { costUsd } of rows) expect(Number(costUsd)).toBeGreaterThan(0);
  },
  60_000,
);

test("a model without a price is told before anything is made", async () => {
  const yaml = SMALL.replace("us.anthropic.claude-sonnet-4-6", "us.anthropic.claude-sonnet-99");
  const { err, code } = await workspace(yaml).ccb("validate");
  expect(code).toBe(0);
  expect(err).toMatch(/ccb\.yaml:4:\d+: .*no price is known for `us\.anthropic\.claude-sonnet-99`/);
});
