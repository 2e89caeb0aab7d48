-- Every line of the log objects of some days of delivery; objects under data/ are bodies. A line that is no JSON is a
-- row of NULLs.
lines AS (
  SELECT
    "$path" AS path,
    dt,
    region,
    requestid,
    NULLIF(modelid, '') AS model_id,
    TRY(json_format(json_extract(identity_json, '$.arn'))) AS arn_text,
    NULLIF(accountid, '') AS account_id,
    -- A member that is no text says nothing. Members are told by name and form from the JSON itself: a column of numbers
    -- would take "12" and 1.5 for counts, and fail the query for an object.
    CASE WHEN metadata_json LIKE '{%' AND metadata_json <> '{}' THEN metadata_json END AS request_metadata,
    COALESCE(errorcode, '') <> '' AS failed,
    CASE
      WHEN schematype = 'ModelInvocationLog'
        AND requestid <> ''
        AND regexp_like("timestamp", '{{timestampForm}}')
      THEN TRY(from_iso8601_timestamp("timestamp"))
    END AS called_at,
    TRY(json_format(json_extract(input_json, '$.inputTokenCount'))) AS logged_input_text,
    TRY(json_format(json_extract(output_json, '$.outputTokenCount'))) AS logged_output_text,
    TRY(json_format(json_extract(input_json, '$.cacheReadInputTokenCount'))) AS logged_read_text,
    TRY(json_format(json_extract(input_json, '$.cacheWriteInputTokenCount'))) AS logged_write_text,
    COALESCE(modelid, '') LIKE '%:application-inference-profile/%' AS is_profile,
    COALESCE(
      regexp_like(region, '{{geographyForm}}')
        AND regexp_like(inferenceregion, '{{geographyForm}}')
        AND CASE WHEN region LIKE 'ca-%' THEN 'us' ELSE split_part(region, '-', 1) END
          <> CASE WHEN inferenceregion LIKE 'ca-%' THEN 'us' ELSE split_part(inferenceregion, '-', 1) END,
      FALSE
    ) AS is_abroad,
    CASE
      WHEN servicetier LIKE '{%' THEN TRY(json_extract_scalar(json_parse(servicetier), '$.type'))
      ELSE servicetier
    END AS logged_tier,
    output_json
  FROM "{{database}}"."{{logsTable}}"
  WHERE {{days}}
    AND regexp_like("$path", '/[0-9]{4}/[0-9]{2}/[0-9]{2}/[0-9]{2}/[^/]+[.]json[.]gz$')
),
-- A count is a whole number of at least 0; anything else is a missing count.
logged_counts AS (
  SELECT
    *,
    CASE WHEN arn_text LIKE '"%' THEN NULLIF(json_extract_scalar(arn_text, '$'), '') END AS principal,
{{loggedCounts}},
    {{loggedOdd}} AS logged_odd
  FROM lines
),
-- Only some bodies have something to say: about missing counts, about the lifetime of cache writes, about the model
-- behind an application inference profile, about a refusal, about another service tier than the standard one.
bodies AS (
  SELECT
    *,
    COALESCE(logged_input IS NOT NULL OR logged_output IS NOT NULL, FALSE) AS logged,
    CASE
      WHEN is_profile
        OR logged_write > 0
        OR COALESCE(logged_output, 0) = 0
        OR regexp_like(
          regexp_replace(output_json, '(?i)"service_?tier":"(standard|default)"', ''),
          '(?i)"service_?tier":'
        )
      THEN TRY(json_format(json_extract(output_json, '$.outputBodyJson')))
    END AS body
  FROM logged_counts
),
-- A body is the list of a stream's events, or one response.
opened AS (
  SELECT
    *,
    CASE WHEN body LIKE '[%' THEN TRY(CAST(json_parse(body) AS ARRAY(JSON))) END AS events,
    CASE WHEN body LIKE '{%' THEN TRY(json_parse(body)) END AS response
  FROM bodies
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
    transform(
      filter(events, e -> json_extract_scalar(e, '$.type') = 'message_delta'),
      e -> json_format(json_extract(e, '$.usage.output_tokens'))
    ) AS delta_texts,
    COALESCE(
      cardinality(
        filter(
          events,
          e -> json_extract_scalar(e, '$.type') = 'message_delta'
            AND json_extract_scalar(e, '$.delta.stop_reason') = 'refusal'
        )
      ) > 0,
      FALSE
    ) AS stream_refused,
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
    COALESCE(
      json_extract_scalar(response, '$.stop_reason') = 'refusal'
        OR COALESCE(json_extract_scalar(response, '$.stopReason'), json_extract_scalar(response, '$.stopreason')) = 'refusal',
      FALSE
    ) AS response_refused,
    json_parse(lower(metrics_text)) AS metrics,
    json_parse(
      lower(json_format(COALESCE(json_extract(message, '$.usage'), json_extract(response, '$.usage'))))
    ) AS usage
  FROM found
),
texts AS (
  SELECT
    *,
    json_format(json_extract(metrics, '$.inputtokencount')) AS metrics_input_text,
    json_format(json_extract(metrics, '$.outputtokencount')) AS metrics_output_text,
    json_format(json_extract(metrics, '$.cachereadinputtokencount')) AS metrics_read_text,
    json_format(json_extract(metrics, '$.cachewriteinputtokencount')) AS metrics_write_text,
    json_format(json_extract(usage, '$.inputtokens')) AS converse_input_text,
    json_format(json_extract(usage, '$.outputtokens')) AS converse_output_text,
    json_format(json_extract(usage, '$.cachereadinputtokens')) AS converse_read_text,
    json_format(json_extract(usage, '$.cachereadinputtokencount')) AS converse_read_other_text,
    json_format(json_extract(usage, '$.cachewriteinputtokens')) AS converse_write_text,
    json_format(json_extract(usage, '$.cachewriteinputtokencount')) AS converse_write_other_text,
    json_format(json_extract(usage, '$.input_tokens')) AS messages_input_text,
    json_format(json_extract(usage, '$.output_tokens')) AS messages_output_text,
    json_format(json_extract(usage, '$.cache_read_input_tokens')) AS messages_read_text,
    json_format(json_extract(usage, '$.cache_creation_input_tokens')) AS messages_write_text,
    json_format(json_extract(usage, '$.cache_creation.ephemeral_5m_input_tokens')) AS created_5m_text,
    json_format(json_extract(usage, '$.cache_creation.ephemeral_1h_input_tokens')) AS created_1h_text,
    COALESCE(
      json_extract(response, '$.service_tier'),
      json_extract(response, '$.serviceTier'),
      json_extract(response, '$.servicetier')
    ) AS response_tier,
    CASE
      WHEN json_array_length(json_extract(usage, '$.cachedetails')) > 0
      THEN TRY(CAST(json_extract(usage, '$.cachedetails') AS ARRAY(JSON)))
    END AS details
  FROM named
),
counted AS (
  SELECT
    *,
{{bodyCounts}},
    COALESCE({{bodyOdd}} OR cardinality(filter(delta_texts, t -> {{oddText}})) > 0, FALSE) AS body_odd,
    element_at(filter(transform(delta_texts, t -> {{countText}}), n -> n IS NOT NULL), -1) AS delta_output,
    reduce(
      transform(
        transform(
          filter(details, d -> json_extract_scalar(d, '$.ttl') = '1h'),
          d -> json_format(json_extract(d, '$.inputtokens'))
        ),
        t -> COALESCE({{countText}}, 0)
      ),
      CAST(0 AS BIGINT),
      (s, n) -> s + n,
      s -> s
    ) AS details_1h,
    {{createdOdd}} AS created_odd,
    COALESCE(
      cardinality(
        filter(transform(details, d -> json_format(json_extract(d, '$.inputtokens'))), t -> {{oddText}})
      ) > 0,
      FALSE
    ) AS details_odd,
    -- The standard tier has two names, and says nothing.
    COALESCE({{tiers}}) AS tier
  FROM texts
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
      WHEN 'record' THEN COALESCE(logged_read, 0)
      WHEN 'metrics' THEN COALESCE(metrics_read, 0)
      WHEN 'converse' THEN COALESCE(converse_read, converse_read_other, 0)
      WHEN 'messages' THEN COALESCE(messages_read, 0)
      ELSE 0
    END AS read_tokens,
    CASE source
      WHEN 'record' THEN COALESCE(logged_write, 0)
      WHEN 'metrics' THEN COALESCE(metrics_write, 0)
      WHEN 'converse' THEN COALESCE(converse_write, converse_write_other, 0)
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
    END AS said_1h,
    created_odd OR (created_1h IS NULL AND created_5m IS NULL AND details_odd) AS lifetimes_odd
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
    logged_odd OR (NOT logged AND body_odd) OR (write_tokens > 0 AND lifetimes_odd) AS odd_counts,
    NOT failed AND output_tokens = 0 AND (stream_refused OR response_refused) AS refused,
    is_profile AND is_abroad AS abroad,
    CASE WHEN NOT failed THEN tier END AS tier,
    model_id,
    CASE WHEN json_format(model) LIKE '"%' THEN NULLIF(json_extract_scalar(model, '$'), '') END AS body_model,
    principal,
    account_id,
    region,
    request_metadata,
    input_tokens,
    read_tokens,
    CASE WHEN said_1h < write_tokens THEN write_tokens - said_1h ELSE 0 END AS write_5m_tokens,
    CASE WHEN said_1h < write_tokens THEN said_1h WHEN said_1h IS NOT NULL THEN write_tokens ELSE 0 END AS write_1h_tokens,
    CASE WHEN said_1h IS NULL THEN write_tokens ELSE 0 END AS write_unknown_tokens,
    output_tokens,
    replace(dt, '/', '-') AS dt
  FROM metered
)
