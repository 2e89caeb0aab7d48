import { attribution } from "../../../reconcilers/attribution/index.js";
import type { Composition, IdentityCenter } from "../../../reconcilers/compose.js";
import { s3Bucket } from "../../../reconcilers/logging/s3-bucket.js";
import type { Wanted } from "../../../src/engine/kind.js";
import { IDENTITY_CENTER_REGION, IDENTITY_STORE_ID } from "../../../src/sandbox/services/sso/instance.js";
import { compositionOf } from "../budgets/composition.js";

export { compositionOf };

/** Kinds of the phase and the bucket's. */
export const KINDS = [s3Bucket, ...attribution.kinds];

export const INSTANCE_ARN = "arn:aws:sso:::instance/ssoins-7223000000005a5b";

const DEVELOPERS = {
  type: "GROUP",
  name: "developers",
  id: "11111111-1111-4111-8111-111111111111",
} as const;
const BOB = { type: "USER", name: "bob", id: "22222222-2222-4222-8222-222222222222" } as const;
export const PRINCIPALS = { DEVELOPERS, BOB };

/** The composition with Identity Center switched on. */
export function withSso(
  principals: IdentityCenter["principals"] = [DEVELOPERS, BOB],
  c: Composition = compositionOf(),
): Composition {
  return {
    ...c,
    identityCenter: {
      instanceArn: INSTANCE_ARN,
      identityStoreId: IDENTITY_STORE_ID,
      region: IDENTITY_CENTER_REGION,
      principals,
    },
  };
}

/** What the phase wants, of all kinds or of some. */
export function wantedOf(c: Composition = compositionOf(), ...kinds: string[]): Wanted[] {
  return attribution.compose(c).filter((want) => kinds.length === 0 || kinds.includes(want.kind));
}
