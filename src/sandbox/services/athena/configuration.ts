import type {
  EngineVersion,
  ResultConfiguration,
  ResultConfigurationUpdates,
  WorkGroupConfiguration,
  WorkGroupConfigurationUpdates,
} from "@aws-sdk/client-athena";
import { refuse } from "../../errors.js";
import { DEFAULT_CONFIGURATION, ERROR } from "./rows.js";

const ENGINES = ["Athena engine version 3", "PySpark engine version 3"];

/** A new workgroup's configuration with what Athena fills in. @throws InvalidRequestException */
export function configured(given: WorkGroupConfiguration = {}): WorkGroupConfiguration {
  checkCutoff(given.BytesScannedCutoffPerQuery);
  return {
    ...DEFAULT_CONFIGURATION,
    ...given,
    ResultConfiguration: checkedResults(given.ResultConfiguration ?? {}),
    EngineVersion: engine(given.EngineVersion),
  };
}

/** A workgroup's configuration after UpdateWorkGroup. @throws InvalidRequestException */
export function updated(
  before: WorkGroupConfiguration,
  updates: WorkGroupConfigurationUpdates = {},
): WorkGroupConfiguration {
  const {
    ResultConfigurationUpdates: results,
    RemoveBytesScannedCutoffPerQuery: removeCutoff,
    RemoveCustomerContentEncryptionConfiguration: removeContentKey,
    ManagedQueryResultsConfigurationUpdates: managed,
    EngineVersion: version,
    ...plain
  } = updates;
  checkCutoff(plain.BytesScannedCutoffPerQuery);
  if (removeCutoff === true && plain.BytesScannedCutoffPerQuery !== undefined) {
    refuse(ERROR, "BytesScannedCutoffPerQuery cannot be set and removed in one request");
  }
  const next: WorkGroupConfiguration = { ...before, ...plain };
  if (removeCutoff === true) delete next.BytesScannedCutoffPerQuery;
  if (removeContentKey === true) delete next.CustomerContentEncryptionConfiguration;
  if (managed?.Enabled !== undefined) {
    next.ManagedQueryResultsConfiguration = {
      ...before.ManagedQueryResultsConfiguration,
      Enabled: managed.Enabled,
    };
  }
  if (version !== undefined) next.EngineVersion = engine(version);
  if (results !== undefined) {
    next.ResultConfiguration = checkedResults(mergedResults(before.ResultConfiguration ?? {}, results));
  }
  return next;
}

function mergedResults(
  before: ResultConfiguration,
  updates: ResultConfigurationUpdates,
): ResultConfiguration {
  const members = [
    "OutputLocation",
    "EncryptionConfiguration",
    "ExpectedBucketOwner",
    "AclConfiguration",
  ] as const;
  const merged: Record<string, unknown> = {};
  for (const member of members) {
    const removed = updates[`Remove${member}`] === true;
    if (removed && updates[member] !== undefined)
      refuse(ERROR, `${member} cannot be set and removed in one request`);
    const value = removed ? undefined : (updates[member] ?? before[member]);
    if (value !== undefined) merged[member] = value;
  }
  return merged;
}

function checkedResults(results: ResultConfiguration): ResultConfiguration {
  const { OutputLocation, EncryptionConfiguration, ExpectedBucketOwner } = results;
  if (
    OutputLocation !== undefined &&
    !/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/.*)?$/.test(OutputLocation)
  ) {
    refuse(ERROR, "outputLocation is not a valid S3 path.");
  }
  if (ExpectedBucketOwner !== undefined && !/^\d{12}$/.test(ExpectedBucketOwner)) {
    refuse(ERROR, "ExpectedBucketOwner must be an account id of twelve digits");
  }
  if (EncryptionConfiguration === undefined) return results;
  const { EncryptionOption: option, KmsKey } = EncryptionConfiguration;
  if (!["SSE_S3", "SSE_KMS", "CSE_KMS"].includes(option ?? "")) {
    refuse(ERROR, `EncryptionOption ${option} is not one of SSE_S3, SSE_KMS, CSE_KMS`);
  }
  if ((option !== "SSE_S3") !== (KmsKey !== undefined)) {
    refuse(ERROR, `KmsKey is ${option === "SSE_S3" ? "not allowed" : "required"} for ${option}`);
  }
  return results;
}

function checkCutoff(bytes: number | undefined): void {
  if (bytes === undefined || (Number.isInteger(bytes) && bytes >= 10_000_000)) return;
  refuse(
    ERROR,
    `1 validation error detected: Value '${bytes}' at 'configuration.bytesScannedCutoffPerQuery' failed to satisfy constraint: Member must have value greater than or equal to 10000000`,
  );
}

function engine(given: EngineVersion | undefined): EngineVersion {
  const selected = given?.SelectedEngineVersion ?? "AUTO";
  if (selected === "AUTO") return { ...DEFAULT_CONFIGURATION.EngineVersion };
  if (!ENGINES.includes(selected)) refuse(ERROR, `Engine version ${selected} is not supported`);
  return { SelectedEngineVersion: selected, EffectiveEngineVersion: selected };
}
