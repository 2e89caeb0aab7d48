import { expect, test } from "vitest";
import { refusal, sandbox } from "../../support/sandbox.js";

const quota = { ServiceCode: "bedrock", QuotaCode: "L-40EC9882" };

test("the quota of inference profiles is 1,000 and can be raised, per region", async () => {
  const { aws } = sandbox();
  expect((await aws.call("quotas", "GetServiceQuota", quota)).Quota).toMatchObject({
    Value: 1000,
    Adjustable: true,
  });
  await aws.call("quotas", "RequestServiceQuotaIncrease", { ...quota, DesiredValue: 5000 });
  expect((await aws.call("quotas", "GetServiceQuota", quota)).Quota?.Value).toBe(5000);
  expect((await aws.call("quotas", "ListServiceQuotas", { ServiceCode: "bedrock" })).Quotas?.[0]?.Value).toBe(
    5000,
  );
  expect((await aws.call("quotas", "GetServiceQuota", quota, "eu-west-1")).Quota?.Value).toBe(1000);
});

test("unknown quotas and decreases are refused", async () => {
  const { aws } = sandbox();
  const unknown = aws.call("quotas", "GetServiceQuota", { ...quota, QuotaCode: "L-00000000" });
  expect((await refusal(unknown)).name).toBe("NoSuchResourceException");
  const service = aws.call("quotas", "ListServiceQuotas", { ServiceCode: "nothing" });
  expect((await refusal(service)).name).toBe("NoSuchResourceException");
  const less = aws.call("quotas", "RequestServiceQuotaIncrease", { ...quota, DesiredValue: 10 });
  expect((await refusal(less)).name).toBe("IllegalArgumentException");
});
