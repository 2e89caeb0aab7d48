-- Cost of Claude on Amazon Bedrock by developer in months (UTC), this one and the two before it.
-- Models without a known price are in unpriced_invocations and add nothing to cost_usd.
WITH
{{pricedCalls}}
SELECT
  date_trunc('month', call_day) AS month,
  developer,
{{totals}}
FROM priced
GROUP BY 1, 2
ORDER BY 1 DESC, cost_usd DESC NULLS LAST, developer
