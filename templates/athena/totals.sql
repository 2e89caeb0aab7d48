  COUNT(*) AS invocations,
  SUM(input_tokens) AS input_tokens,
  SUM(cache_read_tokens) AS cache_read_tokens,
  SUM(cache_write_tokens) AS cache_write_tokens,
  SUM(output_tokens) AS output_tokens,
  CAST(SUM(cost) * 0.000001 * {{factor}} AS DECIMAL(38, 6)) AS cost_usd,
  SUM(CASE WHEN cost IS NULL THEN 1 ELSE 0 END) AS unpriced_invocations,
  SUM(CASE WHEN metered THEN 0 ELSE 1 END) AS unmetered_invocations
