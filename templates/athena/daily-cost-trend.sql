-- Cost of Claude on Amazon Bedrock by day (UTC), today and the 29 days before it.
-- Models without a known price are in unpriced_invocations and add nothing to cost_usd.
WITH
{{pricedCalls}}
SELECT
  call_day AS day,
  COUNT(DISTINCT developer) AS developers,
{{totals}}
FROM priced
GROUP BY 1
ORDER BY 1 DESC
