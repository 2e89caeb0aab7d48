UNLOAD (
SELECT
  {{columns}}
FROM (
WITH
{{calls}}
SELECT * FROM calls
)
)
TO '{{folder}}'
WITH (format = 'PARQUET', compression = 'ZSTD', compression_level = 19, partitioned_by = ARRAY['dt'])
