import type { PublicAccessBlockConfiguration, ServerSideEncryptionConfiguration } from "@aws-sdk/client-s3";
import type { Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { bucketOf } from "./access.js";
import { bucketsOf } from "./rows.js";

/** What a new bucket has: SSE-S3, and no encryption with keys of the caller's (S3 User Guide, "Default encryption FAQ"). */
export const DEFAULT_ENCRYPTION: ServerSideEncryptionConfiguration = {
  Rules: [
    {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" },
      BucketKeyEnabled: false,
      BlockedEncryptionTypes: { EncryptionType: ["SSE-C"] },
    },
  ],
};

/** Block Public Access as new buckets have it. */
export const CLOSED: PublicAccessBlockConfiguration = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

const ALGORITHMS = ["AES256", "aws:kms", "aws:kms:dsse"];
const OWNERSHIPS = ["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"];

/** Versioning, default encryption, Block Public Access and object ownership of a bucket. */
export const settings: Handlers<"s3"> = {
  GetBucketVersioning(input, call) {
    const { versioning } = bucketOf(input, call);
    return versioning === undefined ? {} : { Status: versioning };
  },

  PutBucketVersioning(input, call) {
    const bucket = bucketOf(input, call);
    const status = input.VersioningConfiguration?.Status;
    if (status !== "Enabled" && status !== "Suspended") {
      refuse("IllegalVersioningConfigurationException", "The Versioning element must be specified");
    }
    bucketsOf(call).put(bucket.name, { ...bucket, versioning: status });
    return {};
  },

  GetBucketEncryption(input, call) {
    return { ServerSideEncryptionConfiguration: structuredClone(bucketOf(input, call).encryption) };
  },

  PutBucketEncryption(input, call) {
    const bucket = bucketOf(input, call);
    const rules = input.ServerSideEncryptionConfiguration?.Rules ?? [];
    if (rules.length !== 1) malformed();
    const Rules = rules.map((rule) => {
      const chosen = rule.ApplyServerSideEncryptionByDefault;
      if (chosen && !ALGORITHMS.includes(chosen.SSEAlgorithm ?? "")) malformed();
      if (chosen?.SSEAlgorithm === "AES256" && chosen.KMSMasterKeyID !== undefined) {
        const text =
          "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse";
        refuse("InvalidArgument", text);
      }
      const [before] = bucket.encryption.Rules ?? [];
      return {
        ...rule,
        BucketKeyEnabled: rule.BucketKeyEnabled ?? false,
        BlockedEncryptionTypes: rule.BlockedEncryptionTypes ?? before?.BlockedEncryptionTypes,
      };
    });
    bucketsOf(call).put(bucket.name, { ...bucket, encryption: { Rules } });
    return {};
  },

  GetPublicAccessBlock(input, call) {
    const { publicAccessBlock } = bucketOf(input, call);
    if (publicAccessBlock === undefined) {
      const text = "The public access block configuration was not found";
      return refuse("NoSuchPublicAccessBlockConfiguration", text, 404);
    }
    return { PublicAccessBlockConfiguration: { ...publicAccessBlock } };
  },

  PutPublicAccessBlock(input, call) {
    const bucket = bucketOf(input, call);
    const wanted = input.PublicAccessBlockConfiguration;
    const publicAccessBlock = {
      BlockPublicAcls: wanted?.BlockPublicAcls ?? false,
      IgnorePublicAcls: wanted?.IgnorePublicAcls ?? false,
      BlockPublicPolicy: wanted?.BlockPublicPolicy ?? false,
      RestrictPublicBuckets: wanted?.RestrictPublicBuckets ?? false,
    };
    bucketsOf(call).put(bucket.name, { ...bucket, publicAccessBlock });
    return {};
  },

  DeletePublicAccessBlock(input, call) {
    const { publicAccessBlock: _gone, ...rest } = bucketOf(input, call);
    bucketsOf(call).put(rest.name, rest);
    return {};
  },

  GetBucketOwnershipControls(input, call) {
    const { ownership } = bucketOf(input, call);
    if (ownership === undefined) {
      return refuse("OwnershipControlsNotFoundError", "The bucket ownership controls were not found", 404);
    }
    return { OwnershipControls: structuredClone(ownership) };
  },

  PutBucketOwnershipControls(input, call) {
    const bucket = bucketOf(input, call);
    const rules = input.OwnershipControls?.Rules ?? [];
    if (rules.length !== 1 || !OWNERSHIPS.includes(rules[0]?.ObjectOwnership ?? "")) malformed();
    bucketsOf(call).put(bucket.name, { ...bucket, ownership: { Rules: rules } });
    return {};
  },
};

function malformed(): never {
  const text = "The XML you provided was not well-formed or did not validate against our published schema";
  refuse("MalformedXML", text);
}
