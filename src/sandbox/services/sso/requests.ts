import type { StatusValues } from "@aws-sdk/client-sso-admin";
import type { Call, Table } from "../../call.js";
import { refuse } from "../../errors.js";
import { uuid } from "../../uuid.js";
import { checkText } from "../../validate.js";

/** Something Identity Center does in its own time. */
interface RequestRow {
  id: string;
  kind: "creation" | "deletion" | "provisioning";
  /** ISO 8601. */
  createdAt: string;
  permissionSetArn: string;
  accountId?: string;
  principalType?: "USER" | "GROUP";
  principalId?: string;
}

/** Rows whose status was asked for once. Reads may not write, so this lasts as long as the process does. */
const asked = new WeakSet<RequestRow>();

function requests(call: Call): Table<RequestRow> {
  return call.table<RequestRow>("requests");
}

/** Notes a request that was accepted. */
export function startRequest(call: Call, what: Omit<RequestRow, "id" | "createdAt">): RequestRow {
  const row = { ...what, id: uuid(call), createdAt: call.now.toISOString() };
  requests(call).put(row.id, row);
  return row;
}

/**
 * A request and how far it is: in progress when its status is first asked for, done after that.
 * @throws ResourceNotFoundException when there is no request of this kind with this id
 */
export function requestStatus(
  id: string,
  kind: RequestRow["kind"],
  call: Call,
): { row: RequestRow; status: StatusValues } {
  checkText(id, "RequestId", { pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/ });
  const row = requests(call).get(id);
  if (row?.kind !== kind) refuse("ResourceNotFoundException", `Request ${id} was not found.`);
  const status = asked.has(row) ? "SUCCEEDED" : "IN_PROGRESS";
  asked.add(row);
  return { row, status };
}
