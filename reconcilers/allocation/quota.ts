import type { ReadContext } from "../../src/engine/kind.js";
import { GuardRefused } from "../../src/errors.js";

/** What is needed of a {@link ReadContext}, which may not be there yet. */
export type QuotaContext = Pick<ReadContext, "aws" | "warn"> & { stack: { region: string } };

/** Service Quotas code of "Inference profiles per account", and its default. */
const QUOTA_CODE = "L-40EC9882";
const DEFAULT_QUOTA = 1000;

/**
 * Refuses a plan the account cannot hold. The quota is read only when profiles are to be made.
 * @param existing application inference profiles in the account and region, anybody's
 * @throws GuardRefused
 */
export async function checkQuota(cx: QuotaContext, existing: number, toMake: number): Promise<void> {
  if (toMake === 0) return;
  const quota = await readQuota(cx);
  if (existing + toMake <= quota) return;
  throw new GuardRefused(
    "quota_exceeded",
    `${toMake} inference profiles are to be made, ${existing} exist, and the quota of ${cx.stack.region} is ${quota}`,
    `ask for more: aws service-quotas request-service-quota-increase --service-code bedrock --quota-code ${QUOTA_CODE} ` +
      `--desired-value ${Math.ceil((existing + toMake) / 500) * 500}, or give fewer developers fewer models`,
  );
}

async function readQuota(cx: QuotaContext): Promise<number> {
  try {
    const answer = await cx.aws.call("quotas", "GetServiceQuota", {
      ServiceCode: "bedrock",
      QuotaCode: QUOTA_CODE,
    });
    return answer.Quota?.Value ?? DEFAULT_QUOTA;
  } catch (error) {
    if ((error as Error).name === "SimulatedCrash") throw error;
    cx.warn(
      `the quota of inference profiles could not be read (${(error as Error).message}); taking ${DEFAULT_QUOTA}`,
    );
    return DEFAULT_QUOTA;
  }
}
