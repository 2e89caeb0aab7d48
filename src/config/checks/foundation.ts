import { parseArn } from "../arn.js";
import { quote } from "../messages.js";
import type { Config } from "../schema.js";
import { repeats, wrong, type Finding } from "./finding.js";

const PRINCIPAL = /^(?:root|user\/.+|role\/.+)$/;
const SESSION = /^(?:assumed-role\/[^/]+\/[^/]+|federated-user\/.+)$/;
const TARGET = /^(?:\d{12}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|r-[0-9a-z]{4,32})$/;

/** Trusted principals, the permissions boundary, and where the service control policy goes. */
export function* foundationFindings({ foundation }: Config): Iterable<Finding> {
  for (const key of ["developerTrustedArns", "adminTrustedArns"] as const) {
    const path = ["foundation", key];
    yield* repeats(path, foundation[key]);
    for (const [index, principal] of foundation[key].entries()) {
      const message = principalProblem(principal);
      if (message !== undefined) yield wrong([...path, index], message);
    }
  }
  const boundary = foundation.permissionsBoundary;
  if (boundary !== null) {
    const arn = parseArn(boundary);
    if (arn?.service !== "iam" || arn.account === "" || !arn.resource.startsWith("policy/")) {
      yield wrong(
        ["foundation", "permissionsBoundary"],
        `${quote(boundary)} is not the ARN of an IAM policy (arn:aws:iam::123456789012:policy/NAME)`,
      );
    }
  }
  const attach = ["foundation", "scp", "attach"];
  yield* repeats(attach, foundation.scp.attach);
  for (const [index, id] of foundation.scp.attach.entries()) {
    if (!TARGET.test(id)) {
      yield wrong(
        [...attach, index],
        `${quote(id)} is not an account id (123456789012), an organizational unit id (ou-ab12-cd34ef56) or a root id (r-ab12)`,
      );
    }
  }
}

function principalProblem(principal: string): string | undefined {
  if (principal === "*") return "`*` would let every AWS account assume the role; name the principals";
  if (/^\d{12}$/.test(principal)) return undefined;
  if (/^\d+$/.test(principal))
    return `an account id has 12 digits, ${quote(principal)} has ${principal.length}`;
  const arn = parseArn(principal);
  const accepted = arn?.service === "iam" ? PRINCIPAL : SESSION;
  if (arn !== undefined && /^(iam|sts)$/.test(arn.service) && /^\d{12}$/.test(arn.account)) {
    if (accepted.test(arn.resource)) return undefined;
    if (arn.resource.startsWith("group/"))
      return "IAM groups cannot be trusted by a role; name users or roles";
  }
  return `${quote(principal)} is not an IAM role, user or account-root ARN, an STS session ARN or a 12-digit account id`;
}
