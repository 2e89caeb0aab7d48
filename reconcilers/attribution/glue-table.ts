import type { Column, Table, TableInput } from "@aws-sdk/client-glue";
import type { Kind, Live, Wanted } from "../../src/engine/kind.js";
import { KEY_TAG, STACK_TAG } from "../../src/engine/ownership.js";
import { step } from "../../src/engine/step.js";
import { orUndefined } from "../absent.js";

/** A column: name and Hive type, both in lower case. */
export interface TableColumn {
  name: string;
  type: string;
}

/** An external table over objects in S3. */
export interface GlueTable {
  database: string;
  description: string;
  tableType: "EXTERNAL_TABLE";
  /** `s3://bucket/prefix/`. */
  location: string;
  columns: TableColumn[];
  partitionKeys: TableColumn[];
  /** How the objects are read. */
  format: { input: string; output: string; serde: string; serdeParameters: Record<string, string> };
  /** Table properties; others are left alone. Ours by `ccb:stack` and `ccb:key`, since tables have no tags. */
  parameters: Record<string, string>;
}

const GONE = ["EntityNotFoundException"];

/** AWS::Glue::Table. Its partitions are data, and nothing that is read or compared here. */
export const glueTable: Kind<GlueTable> = {
  name: "glue-table",
  phase: "attribution",
  needs: ["glue-database"],
  fields: {
    database: { compare: "value", replaces: "a table stays in its database" },
    description: { compare: "value" },
    tableType: { compare: "value" },
    location: { compare: "value" },
    columns: { compare: "value" },
    partitionKeys: { compare: "value" },
    format: { compare: "declared" },
    parameters: { compare: "declared" },
  },

  read: async (cx, wanted) => {
    const DatabaseName = wanted[0]?.spec.database ?? `${cx.stack.name.replaceAll("-", "_")}_bedrock_logs`;
    const pages = await orUndefined(cx.aws.pages("glue", "GetTables", { DatabaseName }), GONE);
    const names = new Set(wanted.map((want) => want.name));
    return (pages ?? []).flatMap((page) =>
      (page.TableList ?? []).map((table) => liveTable(table, DatabaseName, cx.stack.name, names)),
    );
  },

  create: (want) => [
    step(
      "glue",
      "CreateTable",
      { DatabaseName: want.spec.database, TableInput: tableInput(want) },
      "create the table",
      { exists: ["AlreadyExistsException"] },
    ),
  ],

  // The definition is written as a whole, so what somebody added to it is written again.
  update: (want, live) => {
    const kept = live.extra as Partial<Table> | undefined;
    const declared = tableInput(want);
    const input: TableInput = {
      ...(kept?.Owner === undefined ? {} : { Owner: kept.Owner }),
      ...declared,
      Parameters: { ...kept?.Parameters, ...declared.Parameters },
    };
    return [
      step(
        "glue",
        "UpdateTable",
        { DatabaseName: want.spec.database, TableInput: input },
        "set the table's definition",
      ),
    ];
  },

  remove: (live) => [
    step(
      "glue",
      "DeleteTable",
      { DatabaseName: live.attributes["database"], Name: live.name },
      "delete the table",
      { doneIf: GONE },
    ),
  ],
};

/** True for a table made by a stack, and not for a copy under another name, properties and all. */
export function isStackTable({ Name, Parameters }: Table): boolean {
  const key = Parameters?.[KEY_TAG];
  return key !== undefined && Name === tableName(key);
}

/** The name of the table with this key: the key's last part, hyphens as underscores. */
function tableName(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1).replaceAll("-", "_");
}

function liveTable(
  table: Table,
  database: string,
  stack: string,
  names: ReadonlySet<string>,
): Live<GlueTable> {
  const storage = table.StorageDescriptor;
  const name = table.Name ?? "";
  const key = isStackTable(table) || names.has(name) ? table.Parameters?.[KEY_TAG] : undefined;
  const owner = table.Parameters?.[STACK_TAG];
  return {
    kind: glueTable.name,
    name,
    spec: {
      database,
      description: table.Description ?? "",
      tableType: table.TableType as GlueTable["tableType"],
      location: storage?.Location ?? "",
      columns: (storage?.Columns ?? []).map(toColumn),
      partitionKeys: (table.PartitionKeys ?? []).map(toColumn),
      format: {
        input: storage?.InputFormat ?? "",
        output: storage?.OutputFormat ?? "",
        serde: storage?.SerdeInfo?.SerializationLibrary ?? "",
        serdeParameters: storage?.SerdeInfo?.Parameters ?? {},
      },
      parameters: table.Parameters ?? {},
    },
    owner: key === undefined ? "unowned" : owner === stack ? "ours" : { foreign: `stack "${owner}"` },
    ...(key === undefined ? {} : { key }),
    attributes: { name, database },
    extra: { Owner: table.Owner, Parameters: table.Parameters },
  };
}

function tableInput({ name, spec }: Wanted<GlueTable>): TableInput {
  return {
    Name: name,
    Description: spec.description,
    TableType: spec.tableType,
    Parameters: spec.parameters,
    PartitionKeys: spec.partitionKeys.map(fromColumn),
    StorageDescriptor: {
      Location: spec.location,
      Columns: spec.columns.map(fromColumn),
      InputFormat: spec.format.input,
      OutputFormat: spec.format.output,
      SerdeInfo: {
        SerializationLibrary: spec.format.serde,
        Parameters: spec.format.serdeParameters,
      },
    },
  };
}

function toColumn({ Name, Type }: Column): TableColumn {
  return { name: (Name ?? "").toLowerCase(), type: (Type ?? "").toLowerCase() };
}

function fromColumn({ name, type }: TableColumn): Column {
  return { Name: name, Type: type };
}
