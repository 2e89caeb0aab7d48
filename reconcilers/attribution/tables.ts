import { KEY_TAG, STACK_TAG } from "../../src/engine/ownership.js";
import { CALL_COLUMNS, PARQUET } from "../../src/report/athena/roll-up/calls-table.js";
import type { Composition } from "../compose.js";
import type { GlueTable, TableColumn } from "./glue-table.js";

/**
 * How lines of JSON are read. The SerDe takes upper and lower case as the same, so lower-case columns find camel-case
 * members without a mapping, and turns a line that is no JSON into a row of nulls instead of failing the query
 * (Athena User Guide, "OpenX JSON SerDe").
 */
const JSON_LINES: GlueTable["format"] = {
  input: "org.apache.hadoop.mapred.TextInputFormat",
  output: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
  serde: "org.openx.data.jsonserde.JsonSerDe",
  serdeParameters: { "ignore.malformed.json": "true", "case.insensitive": "true" },
};

/** The invocation log: one row a record, in the nesting of the record. Its `region` is the partition's. */
const RECORD: Record<string, string> = {
  schematype: "string",
  schemaversion: "string",
  timestamp: "string",
  accountid: "string",
  requestid: "string",
  operation: "string",
  modelid: "string",
  inferenceregion: "string",
  servicetier: "string",
  errorcode: "string",
  identity: "struct<arn:string>",
  requestmetadata: "map<string,string>",
  input:
    "struct<inputcontenttype:string,inputtokencount:bigint,cachereadinputtokencount:bigint," +
    "cachewriteinputtokencount:bigint,inputbodys3path:string,inputbodyjson:string>",
  output:
    "struct<outputcontenttype:string,outputtokencount:bigint,outputbodys3path:string,outputbodyjson:string>",
};

/**
 * Members as their JSON, which tells a text from a number, and does not fail a query for what is no struct (Athena User
 * Guide, "OpenX JSON SerDe", `mapping`). Each is a column beside the one that people read.
 */
const AS_JSON: Record<string, string> = {
  identity_json: "identity",
  input_json: "input",
  output_json: "output",
  metadata_json: "requestmetadata",
};

/** The profile register: one row a line. */
const PROFILE = "arn id developer team project costcenter alias modelid source createdat retiredat".split(
  " ",
);

/**
 * Table over the invocation log. Its partitions are computed, not listed ("partition projection", Athena User Guide):
 * a day of delivery needs neither a crawler nor a statement to be seen.
 */
export function invocationLogsTable(c: Composition, key: string): GlueTable {
  const { account, region } = c.stack;
  const root = `s3://${c.names.logsBucket}/${c.names.logsKeyPrefix}/AWSLogs/${account}/BedrockModelInvocationLogs/`;
  const common = external(c, key);
  return {
    ...common,
    description: "Amazon Bedrock model invocation log",
    location: root,
    columns: columns({
      ...RECORD,
      ...Object.fromEntries(Object.keys(AS_JSON).map((name) => [name, "string"])),
    }),
    format: {
      ...JSON_LINES,
      serdeParameters: {
        ...JSON_LINES.serdeParameters,
        ...Object.fromEntries(Object.entries(AS_JSON).map(([name, member]) => [`mapping.${name}`, member])),
      },
    },
    partitionKeys: columns({ region: "string", dt: "string" }),
    parameters: {
      ...common.parameters,
      "projection.enabled": "true",
      "projection.region.type": "enum",
      "projection.region.values": region,
      "projection.dt.type": "date",
      "projection.dt.format": "yyyy/MM/dd",
      "projection.dt.range": "2024/01/01,NOW",
      "projection.dt.interval": "1",
      "projection.dt.interval.unit": "DAYS",
      "storage.location.template": `${root}\${region}/\${dt}`,
    },
  };
}

/**
 * Table over the roll-up of the invocation log: one row a line of the log, without prompts and answers. `ccb
 * cost-report` writes its objects and registers a partition a day of delivery, which are no part of the table.
 */
export function invocationCallsTable(c: Composition, key: string): GlueTable {
  const common = external(c, key);
  return {
    ...common,
    description: "Calls of the Amazon Bedrock model invocation log, rolled up by ccb cost-report",
    location: `s3://${c.names.logsBucket}/${c.names.rollUpPrefix}`,
    columns: [...CALL_COLUMNS],
    partitionKeys: columns({ dt: "string" }),
    format: { ...PARQUET, serdeParameters: {} },
    parameters: { ...common.parameters, classification: "parquet" },
  };
}

/** Table over the profile register, which says whose an application inference profile was, and when. */
export function inferenceProfilesTable(c: Composition, key: string): GlueTable {
  const folder = c.names.profileRegisterKey.replace(/[^/]*$/, "");
  return {
    ...external(c, key),
    description: "Application inference profiles, past and present, and their developers",
    location: `s3://${c.names.logsBucket}/${folder}`,
    columns: columns(Object.fromEntries(PROFILE.map((name) => [name, "string"]))),
    partitionKeys: [],
  };
}

function external(c: Composition, key: string) {
  return {
    database: c.names.glueDatabase,
    tableType: "EXTERNAL_TABLE" as const,
    format: JSON_LINES,
    parameters: {
      [STACK_TAG]: c.stack.name,
      [KEY_TAG]: key,
      EXTERNAL: "TRUE",
      classification: "json",
    } as Record<string, string>,
  };
}

function columns(types: Record<string, string>): TableColumn[] {
  return Object.entries(types).map(([name, type]) => ({ name, type }));
}
