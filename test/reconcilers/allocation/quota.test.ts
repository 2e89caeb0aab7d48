import { describe, expect, test } from "vitest";
import { inferenceProfile } from "../../../reconcilers/allocation/inference-profile.js";
import { checkQuota } from "../../../reconcilers/allocation/quota.js";
import type { Aws } from "../../../src/aws/aws.js";
import type { ReadContext } from "../../../src/engine/kind.js";
import { GuardRefused } from "../../../src/errors.js";
import { STACK, planOf, reconcile } from "../../support/reconcile.js";
import { refusal, sandbox } from "../../support/sandbox.js";
import { KINDS, compositionOf, wantedOf } from "./composition.js";

function context(aws: Aws) {
  const warnings: string[] = [];
  const cx = { aws, stack: STACK, warn: (text: string) => warnings.push(text) } as unknown as ReadContext;
  return { cx, warnings };
}

async function raise(aws: Aws, DesiredValue: number): Promise<void> {
  await aws.call("quotas", "RequestServiceQuotaIncrease", {
    ServiceCode: "bedrock",
    QuotaCode: "L-40EC9882",
    DesiredValue,
  });
}

describe("checkQuota", () => {
  test.each([
    [999, 1, true],
    [999, 2, false],
    [0, 1000, true],
    [0, 1001, false],
  ])("%i there and %i to make: %s", async (existing, toMake, fits) => {
    const outcome = checkQuota(context(sandbox().aws).cx, existing, toMake);
    if (fits) await outcome;
    else await expect(outcome).rejects.toThrow(GuardRefused);
  });

  test("a raised quota counts", async () => {
    const { aws } = sandbox();
    await raise(aws, 2000);
    await checkQuota(context(aws).cx, 1500, 500);
    const error = await checkQuota(context(aws).cx, 1500, 501).catch((thrown: GuardRefused) => thrown);
    expect(error).toMatchObject({
      code: "quota_exceeded",
      exitCode: 5,
      message: "501 inference profiles are to be made, 1500 exist, and the quota of us-east-1 is 2000",
      hint: expect.stringContaining("--quota-code L-40EC9882 --desired-value 2500"),
    });
  });

  test("is not read when nothing is to be made, however full the account is", async () => {
    const { aws, calls } = sandbox();
    await checkQuota(context(aws).cx, 5000, 0);
    expect(calls).toEqual([]);
  });

  test("where it cannot be read, the default counts and a warning says so", async () => {
    const deny = { "quotas:GetServiceQuota": { name: "AccessDeniedException", message: "not you" } };
    const { cx, warnings } = context(sandbox({ faults: { deny } }).aws);
    await checkQuota(cx, 0, 1000);
    expect(warnings).toEqual(["the quota of inference profiles could not be read (not you); taking 1000"]);
    await expect(checkQuota(cx, 0, 1001)).rejects.toThrow(GuardRefused);
  });
});

describe("planning against the quota", () => {
  const developers = Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`u${i}`, {}]));
  const wanted = wantedOf(compositionOf(developers));

  test("too many profiles are refused before anything is changed, and a destroy is not", async () => {
    const { aws, writes } = sandbox();
    const { message } = await refusal(planOf(aws, KINDS, wanted));
    expect(message).toBe(
      "1002 inference profiles are to be made, 0 exist, and the quota of us-east-1 is 1000",
    );
    expect(writes()).toBe(0);
    expect((await planOf(aws, KINDS, wanted, { destroy: true })).plan.changes).toEqual([]);
  });

  test("a replacement needs room beside the old one", async () => {
    const deny = { "quotas:GetServiceQuota": { name: "AccessDeniedException", message: "not you" } };
    const { aws, account } = sandbox();
    await reconcile(aws, KINDS, wantedOf(compositionOf({ alice: {} })));
    const full = sandbox({ dir: account.dir, faults: { deny } });
    const handle = full.account.handle.bind(full.account);
    full.account.handle = async (service, operation, input, region) => {
      const answer = (await handle(service, operation, input, region)) as {
        inferenceProfileSummaries?: object[];
      };
      if (operation !== "ListInferenceProfiles") return answer;
      const others = Array.from({ length: 998 }, (_, i) => ({ inferenceProfileName: `other-${i}` }));
      return { inferenceProfileSummaries: [...(answer.inferenceProfileSummaries ?? []), ...others] };
    };
    const same = wantedOf(compositionOf({ alice: {} }));
    expect((await planOf(full.aws, [inferenceProfile], same)).plan.changes).toEqual([]);
    const models = {
      opus: { copyFrom: "us.anthropic.claude-opus-5-5" },
      sonnet: { copyFrom: "us.anthropic.claude-sonnet-4-6" },
    };
    const moved = wantedOf(compositionOf({ alice: {} }, { models }));
    expect((await refusal(planOf(full.aws, [inferenceProfile], moved))).message).toBe(
      "1 inference profiles are to be made, 1000 exist, and the quota of us-east-1 is 1000",
    );
  });
});
