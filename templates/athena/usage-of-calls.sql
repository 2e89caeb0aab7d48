-- Times are milliseconds since 1970 UTC.
timed AS (
  SELECT *, called_second * 1000 + called_millis AS called_at{{metadataMap}} FROM calls
),
dated AS (
  SELECT
    *,
    called_at >= {{start}} AND called_at < {{end}} AS in_month,
    input_tokens + read_tokens + write_5m_tokens + write_1h_tokens + write_unknown_tokens AS prompt_tokens{{metadata}}
  FROM timed
),
-- A request counts once, however often it was delivered; which copy counts must not depend on what is read.
numbered AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY request_uuid, request_name, in_month
      ORDER BY
        failed,
        prompt_tokens + output_tokens DESC,
        called_at,
        write_unknown_tokens,
        write_1h_tokens,
        write_5m_tokens + write_1h_tokens + write_unknown_tokens,
        read_tokens,
        input_tokens,
        NOT metered,
        odd_counts,
        model_id,
        body_model,
        principal,
        region,
        account_id,
        tier,
        abroad,
        refused{{metadataNames}}
    ) AS copy
  FROM dated
),
-- Failed and unmetered calls have no tokens; what is not a call of the month counts in the last row only.
classed AS (
  SELECT
    *,
    COALESCE(in_month AND copy = 1, FALSE) AS is_call,
    COALESCE(in_month AND copy = 1 AND NOT failed AND metered, FALSE) AS counts
  FROM numbered
),
keyed AS (
  SELECT
    *,
    CASE
      WHEN is_call THEN date_add('day', CAST(floor(called_at / 86400000e0) AS BIGINT), DATE '1970-01-01')
    END AS day,
    CASE WHEN is_call THEN model_id END AS called_model,
    CASE WHEN is_call THEN body_model END AS answered_model,
    CASE WHEN is_call THEN principal END AS caller,
    CASE WHEN is_call THEN account_id END AS called_account,
    CASE WHEN is_call THEN region END AS called_region,
    CASE WHEN is_call THEN tier END AS called_tier,
    is_call AND abroad AS served_abroad,
    is_call AND refused AS was_refused,
    CASE WHEN counts THEN {{band}} ELSE 0 END AS band,
    CASE WHEN is_call THEN {{slot}} END AS slot
  FROM classed
)
SELECT
  grouping(is_call) AS scanned,
  day,
  called_model AS model_id,
  answered_model AS body_model,
  caller AS principal,
  called_account AS account_id,
  called_region AS region,
  called_tier AS tier,
  served_abroad AS abroad,
  was_refused AS refused{{metadataNames}},
  band,
  slot,
  SUM(CASE WHEN is_call AND NOT failed THEN 1 ELSE 0 END) AS invocations,
  SUM(CASE WHEN is_call AND failed THEN 1 ELSE 0 END) AS errors,
  SUM(CASE WHEN is_call AND NOT failed AND NOT metered THEN 1 ELSE 0 END) AS unmetered,
  SUM(CASE WHEN is_call AND odd_counts THEN 1 ELSE 0 END) AS odd_counts,
  SUM(CASE WHEN counts THEN input_tokens ELSE 0 END) AS input_tokens,
  SUM(CASE WHEN counts THEN read_tokens ELSE 0 END) AS cache_read_tokens,
  SUM(CASE WHEN counts THEN write_5m_tokens ELSE 0 END) AS cache_write_5m_tokens,
  SUM(CASE WHEN counts THEN write_1h_tokens ELSE 0 END) AS cache_write_1h_tokens,
  SUM(CASE WHEN counts THEN write_unknown_tokens ELSE 0 END) AS cache_write_unknown_tokens,
  SUM(CASE WHEN counts THEN output_tokens ELSE 0 END) AS output_tokens,
  SUM(CASE WHEN called_at IS NULL THEN 1 ELSE 0 END) AS malformed,
  SUM(CASE WHEN in_month AND copy > 1 THEN 1 ELSE 0 END) AS duplicates,
  SUM(CASE WHEN called_at IS NULL THEN 0 ELSE 1 END) AS records,
  COUNT(DISTINCT path) AS files
FROM keyed
GROUP BY GROUPING SETS (
  (
    is_call, day, called_model, answered_model, caller, called_account, called_region, called_tier, served_abroad,
    was_refused, band, slot{{metadataNames}}
  ),
  ()
)
HAVING grouping(is_call) = 1 OR is_call
