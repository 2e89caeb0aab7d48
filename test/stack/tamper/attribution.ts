import {
  type Tamper,
  type Row,
  DATABASE,
  WORKGROUP,
  OPEN,
  find,
  deleteQuery,
  unassign,
  at,
  anew,
  GROUP_ASSIGNMENT,
} from "./place.js";

const moveQuery: Tamper = async (aws) => {
  const { NamedQueryId, Name = "", QueryString = "", ...rest } = await find.namedQuery(aws);
  await aws.call("athena", "DeleteNamedQuery", { NamedQueryId });
  const ClientRequestToken = "moved-by-somebody-else-in-the-account";
  const moved = { ...rest, Name, QueryString, ClientRequestToken, Database: "default" };
  await aws.call("athena", "CreateNamedQuery", moved);
};

const workgroup =
  (ConfigurationUpdates: object, top: object = {}): Tamper =>
  (aws) =>
    aws.call("athena", "UpdateWorkGroup", { WorkGroup: WORKGROUP, ConfigurationUpdates, ...top });

const table =
  (change: (input: Record<string, unknown>) => object): Tamper =>
  async (aws) => {
    const { Table } = await aws.call("glue", "GetTable", { DatabaseName: DATABASE, Name: "invocation_logs" });
    const { Name, Description, TableType, Parameters, PartitionKeys, StorageDescriptor } = Table ?? {};
    const input = { Name, Description, TableType, Parameters, PartitionKeys, StorageDescriptor };
    await aws.call("glue", "UpdateTable", {
      DatabaseName: DATABASE,
      TableInput: { ...input, Name: "invocation_logs", ...change(structuredClone(input)) },
    });
  };

const storage = (change: object) =>
  table(({ StorageDescriptor }) => ({ StorageDescriptor: { ...(StorageDescriptor as object), ...change } }));

const permissionSet =
  (change: object): Tamper =>
  async (aws) =>
    aws.call("sso", "UpdatePermissionSet", { ...(await find.permissionSet(aws)), ...change });

/** The drift table of the fourth phase. */
export const ATTRIBUTION: Record<string, Record<string, Row>> = {
  "permission-set": at("attribution/permission-set", {
    description: permissionSet({ Description: "by hand" }),
    sessionDuration: permissionSet({ SessionDuration: "PT12H" }),
    inlinePolicy: async (aws) =>
      aws.call("sso", "PutInlinePolicyToPermissionSet", {
        ...(await find.permissionSet(aws)),
        InlinePolicy: JSON.stringify(OPEN),
      }),
    otherPolicies: async (aws) =>
      aws.call("sso", "AttachManagedPolicyToPermissionSet", {
        ...(await find.permissionSet(aws)),
        ManagedPolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
      }),
    // A call that changes nothing but the set's revision leaves the account's copy behind.
    provisioned: permissionSet({}),
  }),
  "account-assignment": anew(
    at(GROUP_ASSIGNMENT, { principalType: unassign, principalId: unassign }),
    "create",
  ),
  "athena-workgroup": at("attribution/workgroup", {
    description: workgroup({}, { Description: "by hand" }),
    state: workgroup({}, { State: "DISABLED" }),
    enforced: workgroup({ EnforceWorkGroupConfiguration: false }),
    metrics: workgroup({ PublishCloudWatchMetricsEnabled: false }),
    outputLocation: workgroup({ ResultConfigurationUpdates: { OutputLocation: "s3://elsewhere/" } }),
    encryption: workgroup({ ResultConfigurationUpdates: { RemoveEncryptionConfiguration: true } }),
    expectedBucketOwner: workgroup({ ResultConfigurationUpdates: { RemoveExpectedBucketOwner: true } }),
    bytesScannedCutoff: workgroup({ BytesScannedCutoffPerQuery: 10_000_000 }),
    managedResults: workgroup({
      ManagedQueryResultsConfigurationUpdates: { Enabled: true },
      ResultConfigurationUpdates: { RemoveOutputLocation: true },
    }),
  }),
  "glue-database": at("attribution/database", {
    description: (aws) =>
      aws.call("glue", "UpdateDatabase", { Name: DATABASE, DatabaseInput: { Name: DATABASE } }),
  }),
  "glue-table": {
    ...at("attribution/table/invocation-logs", {
      description: table(() => ({ Description: "by hand" })),
      tableType: table(() => ({ TableType: "VIRTUAL_VIEW" })),
      location: storage({ Location: "s3://elsewhere/" }),
      columns: storage({ Columns: [{ Name: "timestamp", Type: "string" }] }),
      partitionKeys: table(() => ({ PartitionKeys: [] })),
      format: storage({ InputFormat: "org.apache.hadoop.mapred.SequenceFileInputFormat" }),
      parameters: table(({ Parameters }) => ({
        Parameters: { ...(Parameters as object), "projection.enabled": "false" },
      })),
    }),
    ...anew(
      at("attribution/table/invocation-logs", {
        database: (aws) =>
          aws.call("glue", "DeleteTable", { DatabaseName: DATABASE, Name: "invocation_logs" }),
      }),
      "create",
    ),
  },
  "named-query": {
    ...at("attribution/query/daily-cost-trend", {
      description: async (aws) => {
        const { NamedQueryId, Name = "", QueryString = "" } = await find.namedQuery(aws);
        await aws.call("athena", "UpdateNamedQuery", {
          NamedQueryId,
          Name,
          QueryString,
          Description: "by hand",
        });
      },
      queryString: async (aws) => {
        const { NamedQueryId, Name = "" } = await find.namedQuery(aws);
        await aws.call("athena", "UpdateNamedQuery", { NamedQueryId, Name, QueryString: "SELECT 1" });
      },
    }),
    ...anew(at("attribution/query/daily-cost-trend", { workgroup: deleteQuery }), "create"),
    ...anew(at("attribution/query/daily-cost-trend", { database: moveQuery }), "replace"),
  },
};
