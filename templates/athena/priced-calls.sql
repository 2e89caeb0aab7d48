-- What a call costs is decided call by call and then added up: its model and prefix, its day, its prompt size.
-- Prices in USD per million tokens, as of {{asOf}}. prompt_above and prompt_up_to bound the prompt's tokens.
-- Cache writes: {{cacheWriteTtl}} prices throughout (report.pricing.cacheWriteTtl); only bodies, which are not read
-- here, tell five-minute from one-hour writes. `ccb cost-report` reads them.
prices (
  id, valid_from, valid_until, prompt_above, prompt_up_to,
  input_price, output_price, cache_read_price, cache_write_price
) AS (
  VALUES
{{prices}}
),
-- In GovCloud an id without a prefix costs what its us-gov. id costs.
gov_ids AS (
  SELECT DISTINCT id FROM prices WHERE id LIKE 'us-gov.%'
),
-- Sign-in names and ARNs of identities that developers are known by besides their own name.
principals (principal, developer) AS (
  VALUES
{{principals}}
),
-- Roles, account and name, that stand for all their sessions.
roles (role, developer) AS (
  VALUES
{{roles}}
),
-- What print-env makes of developers' names for the names of sessions.
sessions (name, developer) AS (
  VALUES
{{sessions}}
),
-- Every profile that ever was, and from when to when each line about it holds; the first one holds from the beginning.
profile_lines AS (
  SELECT
    arn, developer, source, created,
    ROW_NUMBER() OVER (PARTITION BY arn, created ORDER BY COALESCE(retired, '') DESC, developer, source) AS copy
  FROM (
    SELECT arn, developer, source, retiredat AS retired, TRY(from_iso8601_timestamp(createdat)) AS created
    FROM "{{database}}"."{{profilesTable}}"
    WHERE arn IS NOT NULL
  ) AS lines
  WHERE created IS NOT NULL
),
profiles AS (
  SELECT
    arn, developer, source,
    CASE WHEN ROW_NUMBER() OVER (PARTITION BY arn ORDER BY created) > 1 THEN created END AS valid_from,
    LEAD(created) OVER (PARTITION BY arn ORDER BY created) AS valid_until
  FROM profile_lines
  WHERE copy = 1
),
developers AS (
  SELECT DISTINCT developer FROM profile_lines WHERE developer IS NOT NULL
),
-- The folder's day (dt) is the day of delivery, so one more day is read; objects under data/ are bodies.
lines AS (
  SELECT
    requestid,
    accountid,
    TRY(from_iso8601_timestamp("timestamp")) AS called_at,
    modelid,
    region,
    TRY(json_format(json_extract(identity_json, '$.arn'))) AS arn_text,
    {{metadataName}} AS metadata_name,
    COALESCE(errorcode, '') <> '' AS failed,
    TRY(json_format(json_extract(input_json, '$.inputTokenCount'))) AS input_text,
    TRY(json_format(json_extract(input_json, '$.cacheReadInputTokenCount'))) AS read_text,
    TRY(json_format(json_extract(input_json, '$.cacheWriteInputTokenCount'))) AS write_text,
    TRY(json_format(json_extract(output_json, '$.outputTokenCount'))) AS output_text
  FROM "{{database}}"."{{logsTable}}"
  WHERE dt >= date_format(date_add('day', -1, {{since}}), '%Y/%m/%d')
    AND schematype = 'ModelInvocationLog'
    AND requestid IS NOT NULL
    AND requestid <> ''
    AND regexp_like("$path", '/[0-9]{4}/[0-9]{2}/[0-9]{2}/[0-9]{2}/[^/]+[.]json[.]gz$')
),
-- A count is a whole number of at least 0; anything else is a missing count.
counts AS (
  SELECT
    *,
    CASE WHEN arn_text LIKE '"%' THEN json_extract_scalar(arn_text, '$') END AS caller,
    {{inputCount}} AS input_count,
    {{readCount}} AS read_count,
    {{writeCount}} AS write_count,
    {{outputCount}} AS output_count
  FROM lines
),
deliveries AS (
  SELECT
    *,
    input_count IS NOT NULL OR output_count IS NOT NULL AS metered,
    COALESCE(input_count, 0) AS input_tokens,
    COALESCE(read_count, 0) AS cache_read_tokens,
    COALESCE(write_count, 0) AS cache_write_tokens,
    COALESCE(output_count, 0) AS output_tokens
  FROM counts
),
-- A request counts once, however often it was delivered.
numbered AS (
  SELECT
    *,
    CAST(called_at AT TIME ZONE 'UTC' AS date) AS call_day,
    COALESCE(
      CASE WHEN regexp_like(caller, '^arn:[^:]*:[^:]*:[^:]*:[0-9]{12}:') THEN split_part(caller, ':', 5) END,
      NULLIF(accountid, ''),
      '{{account}}'
    ) = '{{account}}' AS is_own,
    ROW_NUMBER() OVER (
      PARTITION BY requestid
      ORDER BY
        failed,
        CASE WHEN metered THEN input_tokens + cache_read_tokens + cache_write_tokens + output_tokens ELSE 0 END DESC,
        called_at
    ) AS copy
  FROM deliveries
  WHERE called_at IS NOT NULL
),
-- Failed calls cost nothing. Without an envelope count a call is unmetered here, whatever its cache counts say.
calls AS (
  SELECT
    called_at, call_day, modelid, region, caller, metered,
    regexp_extract(modelid, '[^/]+$') AS model_text,
    CASE
      WHEN regexp_like(caller, '^arn:[^:]*:sts::[0-9]{12}:assumed-role/[^/]+/.')
      THEN split_part(caller, ':', 5) || '/' || split_part(caller, '/', 2)
    END AS caller_role,
    -- Names are those of the stack's own account.
    CASE WHEN is_own THEN regexp_extract(caller, '[^/]+$') END AS caller_name,
    CASE WHEN is_own THEN metadata_name END AS metadata_name,
    CASE WHEN metered THEN input_tokens ELSE 0 END AS input_tokens,
    CASE WHEN metered THEN cache_read_tokens ELSE 0 END AS cache_read_tokens,
    CASE WHEN metered THEN cache_write_tokens ELSE 0 END AS cache_write_tokens,
    output_tokens
  FROM numbered
  WHERE copy = 1 AND NOT failed AND call_day >= {{since}}
),
attributed AS (
  SELECT
    c.*,
    COALESCE(p.source, c.model_text) AS model,
    COALESCE(
      p.developer,
      by_arn.developer, by_role.developer,
      by_name.developer, d.developer, by_session.developer,
      of_name.developer, of_d.developer, of_session.developer,
      '(unattributed)'
    ) AS developer,
    c.input_tokens + c.cache_read_tokens + c.cache_write_tokens AS prompt_tokens
  FROM calls AS c
  LEFT JOIN profiles AS p
    ON p.arn = c.modelid
    AND (p.valid_from IS NULL OR c.called_at >= p.valid_from)
    AND (p.valid_until IS NULL OR c.called_at < p.valid_until)
  LEFT JOIN principals AS by_arn ON by_arn.principal = c.caller
  LEFT JOIN roles AS by_role ON by_role.role = c.caller_role
  LEFT JOIN principals AS by_name ON by_name.principal = c.caller_name
  LEFT JOIN developers AS d ON d.developer = c.caller_name
  LEFT JOIN sessions AS by_session ON by_session.name = c.caller_name
  LEFT JOIN principals AS of_name ON of_name.principal = c.metadata_name AND of_name.principal NOT LIKE 'arn:%'
  LEFT JOIN developers AS of_d ON of_d.developer = c.metadata_name
  LEFT JOIN sessions AS of_session ON of_session.name = c.metadata_name
),
-- cost is in millionths of a USD at list price, and NULL where the model or one of its prices is not known.
priced AS (
  SELECT
    a.*,
    CASE
      WHEN t.id IS NOT NULL THEN
        CASE WHEN a.input_tokens = 0 THEN 0 ELSE a.input_tokens * t.input_price END
        + CASE WHEN a.output_tokens = 0 THEN 0 ELSE a.output_tokens * t.output_price END
        + CASE WHEN a.cache_read_tokens = 0 THEN 0 ELSE a.cache_read_tokens * t.cache_read_price END
        + CASE WHEN a.cache_write_tokens = 0 THEN 0 ELSE a.cache_write_tokens * t.cache_write_price END
    END AS cost
  FROM attributed AS a
  LEFT JOIN gov_ids AS g ON g.id = 'us-gov.' || a.model AND a.region LIKE 'us-gov-%'
  LEFT JOIN prices AS t
    ON t.id = COALESCE(g.id, a.model)
    AND a.call_day >= t.valid_from
    AND a.call_day < t.valid_until
    AND a.prompt_tokens > t.prompt_above
    AND a.prompt_tokens <= t.prompt_up_to
)
