import { flag, list, section, text } from "./fields.js";

const PRINCIPALS = "IAM role, user or account-root ARNs or 12-digit account ids";

export const foundation = section({
  developerTrustedArns: list(PRINCIPALS, text("an IAM principal ARN or a quoted account id"))
    .default([])
    .describe(
      `Who may assume the developer role: ${PRINCIPALS}. Empty: the root of the caller's own account.`,
    ),
  adminTrustedArns: list(PRINCIPALS, text("an IAM principal ARN or a quoted account id"))
    .default([])
    .describe(`Who may assume the admin role: ${PRINCIPALS}. Empty: the root of the caller's own account.`),
  allowedModels: list("model aliases, model ids or ARNs", text("a model alias, model id or ARN"))
    .optional()
    .describe(
      "Models the developer role may call: aliases, model ids or ARNs; a model in every region its aliases route to. Left out: every alias.",
    ),
  fence: flag()
    .default(false)
    .describe(
      "Deny model calls that do not go through an inference profile, so that every call is attributed.",
    ),
  exclusive: flag()
    .default(false)
    .describe(
      "Remove policies from the stack's roles and permission set that are not the stack's. false: plan and status name them.",
    ),
  permissionsBoundary: text("the ARN of an IAM policy")
    .nullable()
    .default(null)
    .describe("ARN of the permissions boundary set on every role, for accounts that demand one."),
  scp: section({
    attach: list(
      "account, organizational unit or root ids",
      text("an account, organizational unit or root id"),
    )
      .default([])
      .describe(
        "Account, organizational unit or root ids the service control policy is attached to. Needs the organization's management account.",
      ),
  })
    .prefault({})
    .describe("The service control policy that limits which models the organization may call."),
});
