/**
 * Columns of the roll-up, with their Hive types: those of `calls` in `templates/athena/calls.sql`. A whole second takes
 * half the space of a whole millisecond, and 16 bytes of a request id less than its text.
 */
export const CALL_COLUMNS = Object.entries({
  path: "string",
  request_uuid: "binary",
  request_name: "string",
  called_second: "bigint",
  called_millis: "int",
  failed: "boolean",
  metered: "boolean",
  odd_counts: "boolean",
  refused: "boolean",
  abroad: "boolean",
  tier: "string",
  model_id: "string",
  body_model: "string",
  principal: "string",
  account_id: "string",
  region: "string",
  request_metadata: "string",
  input_tokens: "bigint",
  read_tokens: "bigint",
  write_5m_tokens: "bigint",
  write_1h_tokens: "bigint",
  write_unknown_tokens: "bigint",
  output_tokens: "bigint",
}).map(([name, type]) => ({ name, type }));

/** How its objects are read (Athena User Guide, "Parquet SerDe"). */
export const PARQUET = {
  input: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
  output: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
  serde: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
};

/** Version of what `templates/athena/calls.sql` finds in a log object; days rolled up by another are made anew. */
export const CALLS_VERSION = "2";
