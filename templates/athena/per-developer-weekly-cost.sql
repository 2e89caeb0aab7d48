-- Cost of Claude on Amazon Bedrock by developer in weeks that begin on Monday (UTC), this one and the seven before it.
-- Models without a known price are in unpriced_invocations and add nothing to cost_usd.
WITH
{{pricedCalls}}
SELECT
  date_trunc('week', call_day) AS week,
  developer,
{{totals}}
FROM priced
GROUP BY 1, 2
ORDER BY 1 DESC, cost_usd DESC NULLS LAST, developer
