import type { LifecycleRule as S3LifecycleRule } from "@aws-sdk/client-s3";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LifecycleRule, fromLifecycle, toLifecycle } from "../../../reconcilers/logging/lifecycle.js";

const days = fc.integer({ min: 1, max: 5000 });
const rule: fc.Arbitrary<LifecycleRule> = fc.record(
  {
    id: fc.string({ minLength: 1 }),
    prefix: fc.string(),
    transitionDays: days,
    expirationDays: days,
    noncurrentExpirationDays: days,
    abortUploadsDays: days,
  },
  { requiredKeys: ["id", "prefix"] },
);

const PLAIN: S3LifecycleRule = { ID: "a", Status: "Enabled", Filter: { Prefix: "p/" } };

describe("lifecycle rules", () => {
  test("are the same after a round trip", () => {
    fc.assert(
      fc.property(rule, (own) => {
        expect(fromLifecycle(toLifecycle(own))).toEqual(own);
      }),
    );
  });

  test.each<[string, Partial<S3LifecycleRule>]>([
    ["that is switched off", { Status: "Disabled" }],
    ["for large objects only", { Filter: { Prefix: "p/", ObjectSizeGreaterThan: 1 } }],
    ["for tagged objects only", { Filter: { Prefix: "p/", Tag: { Key: "a", Value: "b" } } }],
    ["with several conditions", { Filter: { And: { Prefix: "p/", ObjectSizeLessThan: 9 } } }],
    ["that moves to Glacier", { Transitions: [{ Days: 30, StorageClass: "GLACIER" }] }],
    ["that moves on a date", { Transitions: [{ Date: new Date(0), StorageClass: "STANDARD_IA" }] }],
    [
      "that moves twice",
      {
        Transitions: [
          { Days: 30, StorageClass: "STANDARD_IA" },
          { Days: 90, StorageClass: "GLACIER" },
        ],
      },
    ],
    ["that expires on a date", { Expiration: { Date: new Date(0) } }],
    ["that clears delete markers", { Expiration: { ExpiredObjectDeleteMarker: true } }],
    [
      "that keeps some old versions",
      { NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 3 } },
    ],
    [
      "that moves old versions",
      { NoncurrentVersionTransitions: [{ NoncurrentDays: 1, StorageClass: "GLACIER" }] },
    ],
  ])("a live rule %s is told from one without that", (_what, more) => {
    const live = fromLifecycle({ ...PLAIN, ...more });
    expect(live.other).toBeDefined();
    expect(fromLifecycle(PLAIN).other).toBeUndefined();
  });

  test("the old way to name a prefix means the same", () => {
    const { Filter: _filter, ...rest } = PLAIN;
    expect(fromLifecycle({ ...rest, Prefix: "p/" })).toEqual(fromLifecycle(PLAIN));
  });

  test("empty members say nothing", () => {
    const empty = { Transitions: [], Expiration: { Days: 9, Date: undefined } };
    expect(fromLifecycle({ ...PLAIN, ...empty })).toEqual({ id: "a", prefix: "p/", expirationDays: 9 });
  });
});
