import type { EncryptionConfiguration, WorkGroupConfigurationUpdates } from "@aws-sdk/client-athena";
import type { Kind, Live, ReadContext, Wanted } from "../../src/engine/kind.js";
import { hasOtherQueries } from "./named-query.js";
import { step } from "../../src/engine/step.js";
import { tagList, tagsFromList } from "../../src/engine/tag-index.js";

/** An Athena workgroup whose settings no query can override. */
export interface AthenaWorkgroup {
  description: string;
  state: "ENABLED";
  enforced: true;
  metrics: true;
  /** `s3://bucket/` of query results. */
  outputLocation: string;
  /** Of everything a query writes, whatever the bucket says: `SSE_S3`, or the ARN of a KMS key. */
  encryption: string;
  /** Account that must own the results bucket. */
  expectedBucketOwner: string;
  /** Bytes one query may scan, at least 10,000,000. */
  bytesScannedCutoff: number;
  /** True would keep results inside Athena instead of the bucket. */
  managedResults: false;
}

/** Athena's one exception for everything it refuses, what is not there or already there included. */
const REFUSED = ["InvalidRequestException"];

/** AWS::Athena::WorkGroup. Stays when somebody keeps queries of their own in it, since those would go with it. */
export const athenaWorkgroup: Kind<AthenaWorkgroup> = {
  name: "athena-workgroup",
  phase: "attribution",
  needs: ["s3-bucket"],
  fields: {
    description: { compare: "value" },
    state: { compare: "value" },
    enforced: { compare: "value" },
    metrics: { compare: "value" },
    outputLocation: { compare: "value" },
    encryption: { compare: "value" },
    expectedBucketOwner: { compare: "value" },
    bytesScannedCutoff: { compare: "value" },
    managedResults: { compare: "value" },
  },

  read: async (cx, wanted) => (await Promise.all(wanted.map((want) => readWorkgroup(cx, want)))).flat(),

  create: ({ name, spec, tags }) => [
    step(
      "athena",
      "CreateWorkGroup",
      {
        Name: name,
        Description: spec.description,
        Configuration: {
          EnforceWorkGroupConfiguration: spec.enforced,
          PublishCloudWatchMetricsEnabled: spec.metrics,
          BytesScannedCutoffPerQuery: spec.bytesScannedCutoff,
          ResultConfiguration: {
            OutputLocation: spec.outputLocation,
            EncryptionConfiguration: encryptionOf(spec),
            ExpectedBucketOwner: spec.expectedBucketOwner,
          },
        },
        Tags: tagList(tags ?? {}),
      },
      "create the workgroup",
      // The name says little: a workgroup that was not made cannot be read back either, and then the error stands.
      { exists: REFUSED },
    ),
  ],

  update: (want, _live, changed) => [
    step(
      "athena",
      "UpdateWorkGroup",
      {
        WorkGroup: want.name,
        ...(changed.has("description") ? { Description: want.spec.description } : {}),
        ...(changed.has("state") ? { State: want.spec.state } : {}),
        ConfigurationUpdates: updates(want.spec, changed),
      },
      "set the workgroup's configuration",
    ),
  ],

  tag: (live, tags) => [
    step(
      "athena",
      "TagResource",
      { ResourceARN: live.attributes["arn"], Tags: tagList(tags) },
      "tag the workgroup",
    ),
  ],

  remove: (live) => [
    step(
      "athena",
      "DeleteWorkGroup",
      // Its query history goes with it.
      { WorkGroup: live.name, RecursiveDeleteOption: true },
      "delete the workgroup",
      { doneIf: REFUSED },
    ),
  ],
};

function updates(
  spec: AthenaWorkgroup,
  changed: ReadonlySet<keyof AthenaWorkgroup>,
): WorkGroupConfigurationUpdates {
  const results = {
    ...(changed.has("outputLocation") ? { OutputLocation: spec.outputLocation } : {}),
    ...(changed.has("encryption") ? { EncryptionConfiguration: encryptionOf(spec) } : {}),
    ...(changed.has("expectedBucketOwner") ? { ExpectedBucketOwner: spec.expectedBucketOwner } : {}),
  };
  return {
    ...(changed.has("enforced") ? { EnforceWorkGroupConfiguration: spec.enforced } : {}),
    ...(changed.has("metrics") ? { PublishCloudWatchMetricsEnabled: spec.metrics } : {}),
    ...(changed.has("bytesScannedCutoff") ? { BytesScannedCutoffPerQuery: spec.bytesScannedCutoff } : {}),
    ...(changed.has("managedResults")
      ? { ManagedQueryResultsConfigurationUpdates: { Enabled: spec.managedResults } }
      : {}),
    ...(Object.keys(results).length > 0 ? { ResultConfigurationUpdates: results } : {}),
  };
}

function encryptionOf({ encryption }: AthenaWorkgroup): EncryptionConfiguration {
  if (encryption === "SSE_S3") return { EncryptionOption: "SSE_S3" };
  return { EncryptionOption: "SSE_KMS", KmsKey: encryption };
}

/** A key with another option than the wanted one is told with it. */
function encryptionText(found: EncryptionConfiguration | undefined): string | undefined {
  if (found?.EncryptionOption === "SSE_KMS") return found.KmsKey;
  return found && [found.EncryptionOption, found.KmsKey].join(" ").trim();
}

async function readWorkgroup(
  cx: ReadContext,
  want: Wanted<AthenaWorkgroup>,
): Promise<Live<AthenaWorkgroup>[]> {
  const found = await getWorkgroup(cx, want.name);
  if (found === undefined) return [];
  const { partition, region, account } = cx.stack;
  const arn = `arn:${partition}:athena:${region}:${account}:workgroup/${want.name}`;
  const config = found.Configuration ?? {};
  const results = config.ResultConfiguration ?? {};
  const spec: { [F in keyof AthenaWorkgroup]: unknown } = {
    description: found.Description ?? "",
    state: found.State,
    enforced: config.EnforceWorkGroupConfiguration,
    metrics: config.PublishCloudWatchMetricsEnabled,
    outputLocation: results.OutputLocation,
    encryption: encryptionText(results.EncryptionConfiguration),
    expectedBucketOwner: results.ExpectedBucketOwner,
    bytesScannedCutoff: config.BytesScannedCutoffPerQuery,
    managedResults: config.ManagedQueryResultsConfiguration?.Enabled ?? false,
  };
  const tags = await cx.tagsOf(arn, want.tags, async () => {
    const pages = await cx.aws.pages("athena", "ListTagsForResource", { ResourceARN: arn });
    return tagsFromList(pages.flatMap((page) => page.Tags ?? []));
  });
  return [
    {
      kind: athenaWorkgroup.name,
      name: want.name,
      spec: spec as Partial<AthenaWorkgroup>,
      tags,
      attributes: { name: want.name, arn },
      ...(cx.forRemoval && (await hasOtherQueries(cx, want.name)) ? { keep: "shared" as const } : {}),
    },
  ];
}

async function getWorkgroup(cx: ReadContext, WorkGroup: string) {
  try {
    return (await cx.aws.call("athena", "GetWorkGroup", { WorkGroup })).WorkGroup;
  } catch (error) {
    if (REFUSED.includes((error as Error).name) && /not found/i.test((error as Error).message))
      return undefined;
    throw error;
  }
}
