/** Why a query did not succeed, in Athena's words. */
export class QueryFailure extends Error {
  override name = "QueryFailure";

  constructor(
    reason: string,
    readonly state: "FAILED" | "CANCELLED" = "FAILED",
    /** Bytes scanned until then. */
    readonly scanned = 0,
  ) {
    super(reason);
  }
}
