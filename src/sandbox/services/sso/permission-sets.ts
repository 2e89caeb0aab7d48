import type { Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkTags, checkText, requireMember } from "../../validate.js";
import { assignmentsOf } from "./assignment-row.js";
import { checkInstance, ssoPage } from "./instance.js";
import {
  newPermissionSetArn,
  permissionSetOf,
  permissionSetTable,
  shownPermissionSet,
} from "./permission-set-row.js";
import { withdraw } from "./provisioning.js";

/** Length of a session where a request names none. */
const DEFAULT_SESSION = "PT1H";

/** Permission sets themselves. */
export const permissionSets: Handlers<"sso"> = {
  CreatePermissionSet: (input, call) => {
    checkInstance(input, call);
    const name = checkText(requireMember(input, "Name"), "Name", { max: 32, pattern: /^[\w+=,.@-]+$/ });
    const settings = checkSettings(input);
    const tags = checkTags(input.Tags, {
      error: "ValidationException",
      tooMany: "ServiceQuotaExceededException",
    });
    const sets = permissionSetTable(call);
    if (sets.values().some((row) => row.name === name)) {
      refuse("ConflictException", `PermissionSet with name ${name} already exists.`);
    }
    const row = {
      arn: newPermissionSetArn(call),
      name,
      sessionDuration: DEFAULT_SESSION,
      ...settings,
      createdAt: call.now.toISOString(),
      inlinePolicy: "",
      tags,
      revision: 1,
    };
    sets.put(row.arn, row);
    return { PermissionSet: shownPermissionSet(row) };
  },

  DescribePermissionSet: (input, call) => ({
    PermissionSet: shownPermissionSet(permissionSetOf(input, call)),
  }),

  ListPermissionSets: (input, call) => {
    checkInstance(input, call);
    const arns = permissionSetTable(call)
      .values()
      .map((row) => row.arn);
    const { items, ...rest } = ssoPage(arns, input);
    return { PermissionSets: items, ...rest };
  },

  UpdatePermissionSet: (input, call) => {
    const row = permissionSetOf(input, call);
    // What a request leaves out is cleared, not kept.
    const { description: _text, relayState: _state, ...kept } = row;
    const settings = { sessionDuration: DEFAULT_SESSION, ...checkSettings(input) };
    permissionSetTable(call).put(row.arn, { ...kept, ...settings, revision: row.revision + 1 });
    return {};
  },

  DeletePermissionSet: (input, call) => {
    const row = permissionSetOf(input, call);
    if (assignmentsOf(row.arn, call).length > 0) {
      const reason = "PermissionSet has ApplicationProfile associated with it";
      refuse("ConflictException", `Could not delete because ${reason}`);
    }
    withdraw(row.arn, undefined, call);
    permissionSetTable(call).delete(row.arn);
    return {};
  },
};

interface Settings {
  Description?: string | undefined;
  SessionDuration?: string | undefined;
  RelayState?: string | undefined;
}

/** The settings a request gives, checked; those it leaves out are left out here. */
function checkSettings(input: Settings) {
  const { Description: description, SessionDuration: sessionDuration, RelayState: relayState } = input;
  checkText(description, "Description", {
    min: 1,
    max: 700,
    // oxlint-disable-next-line no-control-regex -- tab and line breaks are in AWS's own pattern
    pattern: /^[\u0009\u000A\u000D\u0020-\u007E\u00A0-\u00FF]*$/,
  });
  checkText(relayState, "RelayState", {
    min: 1,
    max: 240,
    pattern: /^[a-zA-Z0-9&$@#/%?=~\-_'"|!:,.;*+[\] (){}]+$/,
  });
  if (sessionDuration !== undefined) checkSessionDuration(sessionDuration);
  return {
    ...(description !== undefined && { description }),
    ...(sessionDuration !== undefined && { sessionDuration }),
    ...(relayState !== undefined && { relayState }),
  };
}

/** One to twelve hours (IAM Identity Center User Guide, "Set session duration for AWS accounts"). */
function checkSessionDuration(text: string): void {
  const match = /^PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(text);
  const [hours = 0, minutes = 0, seconds = 0] = (match ?? []).slice(1).map((part) => Number(part ?? 0));
  const total = hours * 3600 + minutes * 60 + seconds;
  if (match === null || total < 3600 || total > 43_200) {
    refuse("ValidationException", `SessionDuration ${text} must be an ISO-8601 duration from PT1H to PT12H`);
  }
}
