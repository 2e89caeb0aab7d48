-- Every line of the log objects of some days of delivery; objects under data/ are bodies. A line that is no JSON is a
-- row of NULLs.
lines AS (
  SELECT
    "$path" AS path,
    dt,
    region,
    requestid,
    NULLIF(modelid, '') AS model_id,
    NULLIF(identity.arn, '') AS principal,
    COALESCE(errorcode, '') <> '' AS failed,
    CASE
      WHEN schematype = 'ModelInvocationLog'
        AND requestid <> ''
        AND regexp_like("timestamp", '{{timestampForm}}')
      THEN TRY(from_iso8601_timestamp("timestamp"))
    END AS called_at,
    CASE WHEN input.inputtokencount >= 0 THEN input.inputtokencount END AS logged_input,
    CASE WHEN output.outputtokencount >= 0 THEN output.outputtokencount END AS logged_output,
    CASE WHEN input.cachereadinputtokencount >= 0 THEN input.cachereadinputtokencount ELSE 0 END AS logged_read,
    CASE WHEN input.cachewriteinputtokencount >= 0 THEN input.cachewriteinputtokencount ELSE 0 END AS logged_write,
    COALESCE(modelid, '') LIKE '%:application-inference-profile/%' AS is_profile,
    -- Only some bodies have something to say: about missing counts, about the lifetime of cache writes, about the model
    -- behind an application inference profile.
    CASE
      WHEN modelid LIKE '%:application-inference-profile/%'
        OR input.cachewriteinputtokencount > 0
        OR (COALESCE(input.inputtokencount, -1) < 0 AND COALESCE(output.outputtokencount, -1) < 0)
      THEN output.outputbodyjson
    END AS body
  FROM "{{database}}"."{{logsTable}}"
  WHERE {{days}}
    AND regexp_like("$path", '/[0-9]{4}/[0-9]{2}/[0-9]{2}/[0-9]{2}/[^/]+[.]json[.]gz$')
),
-- A body is the list of a stream's events, or one response.
opened AS (
  SELECT
    *,
    logged_input IS NOT NULL OR logged_output IS NOT NULL AS logged,
    CASE WHEN body LIKE '[%' THEN TRY(CAST(json_parse(body) AS ARRAY(JSON))) END AS events,
    CASE WHEN body LIKE '{%' THEN TRY(json_parse(body)) END AS response
  FROM lines
),
-- Of events that come several times the last one counts. Depending on its version the reader of the log folds the case
-- of members inside a body, or leaves it.
found AS (
  SELECT
    *,
    json_extract(
      element_at(filter(events, e -> json_extract_scalar(e, '$.type') = 'message_start'), -1),
      '$.message'
    ) AS message,
    element_at(
      filter(
        transform(
          filter(events, e -> json_extract_scalar(e, '$.type') = 'message_delta'),
          e -> TRY_CAST(
            regexp_extract(json_format(json_extract(e, '$.usage.output_tokens')), '^[0-9]{1,15}$') AS BIGINT
          )
        ),
        n -> n IS NOT NULL
      ),
      -1
    ) AS delta_output,
    COALESCE(
      element_at(
        filter(
          transform(
            events,
            e -> json_format(
              COALESCE(
                json_extract(e, '$["amazon-bedrock-invocationMetrics"]'),
                json_extract(e, '$["amazon-bedrock-invocationmetrics"]')
              )
            )
          ),
          m -> m LIKE '{%'
        ),
        -1
      ),
      json_format(
        COALESCE(
          json_extract(response, '$["amazon-bedrock-invocationMetrics"]'),
          json_extract(response, '$["amazon-bedrock-invocationmetrics"]')
        )
      )
    ) AS metrics_text
  FROM opened
),
named AS (
  SELECT
    *,
    CASE WHEN is_profile THEN COALESCE(json_extract(message, '$.model'), json_extract(response, '$.model')) END AS model,
    json_parse(lower(metrics_text)) AS metrics,
    json_parse(
      lower(json_format(COALESCE(json_extract(message, '$.usage'), json_extract(response, '$.usage'))))
    ) AS usage
  FROM found
),
-- A count is a whole number of at least 0; anything else is a missing count.
counted AS (
  SELECT
    *,
    TRY_CAST(regexp_extract(json_format(json_extract(metrics, '$.inputtokencount')), '^[0-9]{1,15}$') AS BIGINT) AS metrics_input,
    TRY_CAST(regexp_extract(json_format(json_extract(metrics, '$.outputtokencount')), '^[0-9]{1,15}$') AS BIGINT) AS metrics_output,
    TRY_CAST(regexp_extract(json_format(json_extract(metrics, '$.cachereadinputtokencount')), '^[0-9]{1,15}$') AS BIGINT) AS metrics_read,
    TRY_CAST(regexp_extract(json_format(json_extract(metrics, '$.cachewriteinputtokencount')), '^[0-9]{1,15}$') AS BIGINT) AS metrics_write,
    TRY_CAST(regexp_extract(json_format(json_extract(usage, '$.inputtokens')), '^[0-9]{1,15}$') AS BIGINT) AS converse_input,
    TRY_CAST(regexp_extract(json_format(json_extract(usage, '$.outputtokens')), '^[0-9]{1,15}$') AS BIGINT) AS converse_output,
    TRY_CAST(regexp_extract(json_format(json_extract(usage, '$.cachereadinputtokens')), '^[0-9]{1,15}$') AS BIGINT) AS converse_read,
    TRY_CAST(regexp_extract(json_format(json_extract(usage, '$.cachewriteinputtokens')), '^[0-9]{1,15}$') AS BIGINT) AS converse_write,
    TRY_CAST(regexp_extract(json_format(json_extract(usage, '$.input_tokens')), '^[0-9]{1,15}$') AS BIGINT) AS messages_input,
    TRY_CAST(regexp_extract(json_format(json_extract(usage, '$.output_tokens')), '^[0-9]{1,15}$') AS BIGINT) AS messages_output,
    TRY_CAST(regexp_extract(json_format(json_extract(usage, '$.cache_read_input_tokens')), '^[0-9]{1,15}$') AS BIGINT) AS messages_read,
    TRY_CAST(regexp_extract(json_format(json_extract(usage, '$.cache_creation_input_tokens')), '^[0-9]{1,15}$') AS BIGINT) AS messages_write,
    TRY_CAST(regexp_extract(json_format(json_extract(usage, '$.cache_creation.ephemeral_5m_input_tokens')), '^[0-9]{1,15}$') AS BIGINT) AS created_5m,
    TRY_CAST(regexp_extract(json_format(json_extract(usage, '$.cache_creation.ephemeral_1h_input_tokens')), '^[0-9]{1,15}$') AS BIGINT) AS created_1h,
    CASE
      WHEN json_array_length(json_extract(usage, '$.cachedetails')) > 0 THEN
        reduce(
          transform(
            filter(
              TRY(CAST(json_extract(usage, '$.cachedetails') AS ARRAY(JSON))),
              d -> json_extract_scalar(d, '$.ttl') = '1h'
            ),
            d -> COALESCE(
              TRY_CAST(regexp_extract(json_format(json_extract(d, '$.inputtokens')), '^[0-9]{1,15}$') AS BIGINT),
              0
            )
          ),
          CAST(0 AS BIGINT),
          (s, n) -> s + n,
          s -> s
        )
    END AS details_1h
  FROM named
),
-- The first of these that has an input or an output count is the source of all four.
sourced AS (
  SELECT
    *,
    CASE
      WHEN logged THEN 'record'
      WHEN metrics_input IS NOT NULL OR metrics_output IS NOT NULL THEN 'metrics'
      WHEN message IS NULL AND (converse_input IS NOT NULL OR converse_output IS NOT NULL) THEN 'converse'
      WHEN messages_input IS NOT NULL OR messages_output IS NOT NULL OR delta_output IS NOT NULL THEN 'messages'
    END AS source
  FROM counted
),
metered AS (
  SELECT
    *,
    CASE source
      WHEN 'record' THEN COALESCE(logged_input, 0)
      WHEN 'metrics' THEN COALESCE(metrics_input, 0)
      WHEN 'converse' THEN COALESCE(converse_input, 0)
      WHEN 'messages' THEN COALESCE(messages_input, 0)
      ELSE 0
    END AS input_tokens,
    CASE source
      WHEN 'record' THEN logged_read
      WHEN 'metrics' THEN COALESCE(metrics_read, 0)
      WHEN 'converse' THEN COALESCE(converse_read, 0)
      WHEN 'messages' THEN COALESCE(messages_read, 0)
      ELSE 0
    END AS read_tokens,
    CASE source
      WHEN 'record' THEN logged_write
      WHEN 'metrics' THEN COALESCE(metrics_write, 0)
      WHEN 'converse' THEN COALESCE(converse_write, 0)
      WHEN 'messages' THEN COALESCE(messages_write, 0)
      ELSE 0
    END AS write_tokens,
    CASE source
      WHEN 'record' THEN COALESCE(logged_output, 0)
      WHEN 'metrics' THEN COALESCE(metrics_output, 0)
      WHEN 'converse' THEN COALESCE(converse_output, 0)
      WHEN 'messages' THEN COALESCE(delta_output, messages_output, 0)
      ELSE 0
    END AS output_tokens,
    -- Of the cache writes those for an hour; NULL where no body tells.
    CASE
      WHEN created_1h IS NOT NULL OR created_5m IS NOT NULL THEN COALESCE(created_1h, 0)
      ELSE details_1h
    END AS said_1h
  FROM sourced
),
-- A row a line, with what a report needs to know of it and no word of prompt or answer, in the forms that Parquet makes
-- smallest. The time is NULL where the line is no record.
calls AS (
  SELECT
    path,
    CASE WHEN regexp_like(requestid, '{{uuidForm}}') THEN from_hex(replace(requestid, '-', '')) END AS request_uuid,
    CASE WHEN NOT regexp_like(requestid, '{{uuidForm}}') THEN requestid END AS request_name,
    CAST(floor(to_unixtime(called_at)) AS BIGINT) AS called_second,
    CAST(round((to_unixtime(called_at) - floor(to_unixtime(called_at))) * 1000) AS INTEGER) AS called_millis,
    failed,
    source IS NOT NULL AS metered,
    model_id,
    CASE WHEN json_format(model) LIKE '"%' THEN NULLIF(json_extract_scalar(model, '$'), '') END AS body_model,
    principal,
    region,
    input_tokens,
    read_tokens,
    CASE WHEN said_1h < write_tokens THEN write_tokens - said_1h ELSE 0 END AS write_5m_tokens,
    CASE WHEN said_1h < write_tokens THEN said_1h WHEN said_1h IS NOT NULL THEN write_tokens ELSE 0 END AS write_1h_tokens,
    CASE WHEN said_1h IS NULL THEN write_tokens ELSE 0 END AS write_unknown_tokens,
    output_tokens,
    replace(dt, '/', '-') AS dt
  FROM metered
)
