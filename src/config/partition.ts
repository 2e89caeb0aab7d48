/** The AWS partitions a Region can belong to. */
export type Partition =
  | "aws"
  | "aws-cn"
  | "aws-us-gov"
  | "aws-iso"
  | "aws-iso-b"
  | "aws-iso-e"
  | "aws-iso-f"
  | "aws-eusc";

const BY_PREFIX: ReadonlyArray<readonly [prefix: string, partition: Partition]> = [
  ["us-gov-", "aws-us-gov"],
  ["cn-", "aws-cn"],
  ["us-iso-", "aws-iso"],
  ["us-isob-", "aws-iso-b"],
  ["eu-isoe-", "aws-iso-e"],
  ["us-isof-", "aws-iso-f"],
  ["eusc-", "aws-eusc"],
];

const DNS_SUFFIXES: Record<Partition, string> = {
  aws: "amazonaws.com",
  "aws-cn": "amazonaws.com.cn",
  "aws-us-gov": "amazonaws.com",
  "aws-iso": "c2s.ic.gov",
  "aws-iso-b": "sc2s.sgov.gov",
  "aws-iso-e": "cloud.adc-e.uk",
  "aws-iso-f": "csp.hci.ic.gov",
  "aws-eusc": "amazonaws.eu",
};

/**
 * The partition of a Region, as it stands in the second field of its ARNs. A Region that matches no special
 * prefix is in `aws`. Source: the partition list that botocore ships (`endpoints.json`).
 */
export function partitionOf(region: string): Partition {
  return BY_PREFIX.find(([prefix]) => region.startsWith(prefix))?.[1] ?? "aws";
}

/** The DNS suffix of a Region's service endpoints, e.g. `amazonaws.com`. */
export function dnsSuffixOf(region: string): string {
  return DNS_SUFFIXES[partitionOf(region)];
}
