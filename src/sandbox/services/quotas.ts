import type { ServiceQuota } from "@aws-sdk/client-service-quotas";
import type { Call, Handlers } from "../call.js";
import { refuse } from "../errors.js";
import { page, requireMember } from "../validate.js";

/** A quota that was raised; table `values`, regional, by quota code. */
export interface QuotaRow {
  value: number;
}

interface Known {
  name: string;
  value: number;
  adjustable: boolean;
}

const SERVICE = "bedrock";
/** Application inference profiles per account and region. */
export const INFERENCE_PROFILES = "L-40EC9882";

/** The quotas of Amazon Bedrock that are simulated (Service Quotas console, 2026). */
const KNOWN: Record<string, Known> = {
  [INFERENCE_PROFILES]: { name: "Inference profiles per account", value: 1000, adjustable: true },
};

/** Service Quotas. A requested increase is granted at once. */
export const quotas: Handlers<"quotas"> = {
  GetServiceQuota(input, call) {
    const code = requireMember(input, "QuotaCode", "IllegalArgumentException");
    return { Quota: quotaOf(requireMember(input, "ServiceCode", "IllegalArgumentException"), code, call) };
  },

  ListServiceQuotas(input, call) {
    const service = requireMember(input, "ServiceCode", "IllegalArgumentException");
    if (service !== SERVICE) notFound();
    const all = Object.keys(KNOWN).map((code) => quotaOf(service, code, call));
    const { items, nextToken } = page(all, {
      size: input.MaxResults,
      max: 100,
      token: input.NextToken,
      error: "InvalidPaginationTokenException",
    });
    return { Quotas: items, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
  },

  RequestServiceQuotaIncrease(input, call) {
    const service = requireMember(input, "ServiceCode", "IllegalArgumentException");
    const code = requireMember(input, "QuotaCode", "IllegalArgumentException");
    const desired = requireMember(input, "DesiredValue", "IllegalArgumentException");
    const quota = quotaOf(service, code, call);
    if (desired <= (quota.Value ?? 0)) {
      const text = "You must provide a quota value greater than or equal to the current quota value.";
      refuse("IllegalArgumentException", text);
    }
    call.table<QuotaRow>("values").put(code, { value: desired });
    return {
      RequestedQuota: {
        Id: call.id(32),
        ServiceCode: service,
        ServiceName: quota.ServiceName,
        QuotaCode: code,
        QuotaName: quota.QuotaName,
        DesiredValue: desired,
        Status: "APPROVED",
        Created: call.now,
        GlobalQuota: false,
        Unit: "None",
      },
    };
  },
};

/** What a quota is worth now, for the service that enforces it. */
export function quotaValue(call: Call, code: string): number {
  return call.foreign<QuotaRow>("quotas", "values").get(code)?.value ?? KNOWN[code]?.value ?? Infinity;
}

function quotaOf(service: string, code: string, call: Call): ServiceQuota {
  const known = service === SERVICE ? KNOWN[code] : undefined;
  if (known === undefined) return notFound();
  return {
    ServiceCode: service,
    ServiceName: "Amazon Bedrock",
    QuotaArn: `arn:${call.partition}:servicequotas:${call.region}:${call.account}:${service}/${code}`,
    QuotaCode: code,
    QuotaName: known.name,
    Value: quotaValue(call, code),
    Unit: "None",
    Adjustable: known.adjustable,
    GlobalQuota: false,
    QuotaAppliedAtLevel: "ACCOUNT",
  };
}

function notFound(): never {
  refuse("NoSuchResourceException", "The request failed because the specified service does not exist.");
}
