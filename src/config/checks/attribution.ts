import { parseArn } from "../arn.js";
import { quote } from "../messages.js";
import { namesOf } from "../names.js";
import type { Config } from "../schema.js";
import { doubtful, repeats, wrong, type Finding } from "./finding.js";

/** Longest name of a permission set. Source: IAM Identity Center API reference, CreatePermissionSet. */
const PERMISSION_SET_NAME_MAX = 32;

/** Identity Center settings. */
export function* attributionFindings(config: Config): Iterable<Finding> {
  const { sso } = config.attribution;
  const path = ["attribution", "sso"];
  const { permissionSet } = namesOf(config);
  if (sso.enabled && permissionSet.length > PERMISSION_SET_NAME_MAX) {
    const excess = permissionSet.length - PERMISSION_SET_NAME_MAX;
    yield wrong(
      ["project"],
      `the permission set ${quote(permissionSet)} has ${permissionSet.length} characters; Identity Center accepts ${PERMISSION_SET_NAME_MAX}, so shorten \`project\` by ${excess}`,
    );
  }
  if (sso.instanceArn !== null) {
    const arn = parseArn(sso.instanceArn);
    if (arn?.service !== "sso" || !/^instance\/(sso)?ins-[a-zA-Z0-9-.]{16}$/.test(arn.resource)) {
      yield wrong(
        [...path, "instanceArn"],
        `${quote(sso.instanceArn)} is not the ARN of an Identity Center instance (arn:aws:sso:::instance/ssoins-1234567890abcdef)`,
      );
    }
  }
  const hours = hoursOf(sso.sessionDuration);
  if (hours === undefined) {
    yield wrong(
      [...path, "sessionDuration"],
      `${quote(sso.sessionDuration)} is not an ISO 8601 duration such as PT8H or PT1H30M`,
    );
  } else if (hours < 1 || hours > 12) {
    yield wrong(
      [...path, "sessionDuration"],
      `a session lasts from 1 to 12 hours (PT1H to PT12H), got ${quote(sso.sessionDuration)}`,
    );
  }
  yield* repeats([...path, "groups"], sso.groups);
  yield* repeats([...path, "users"], sso.users);
  if (sso.enabled && sso.groups.length + sso.users.length === 0) {
    yield doubtful(
      [...path, "enabled"],
      "the permission set would be assigned to nobody; list groups or users",
    );
  }
}

/** Length of an ISO 8601 duration of hours, minutes and seconds, in hours. */
function hoursOf(duration: string): number | undefined {
  const match = /^PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(duration);
  if (match === null) return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return hours + minutes / 60 + seconds / 3600;
}
