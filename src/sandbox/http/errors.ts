import type { ServiceModel } from "./model.js";
import type { WireError } from "./wire.js";

/** What is sent for an error: its code as the query protocol spells it, its status, its members. */
export interface DescribedError {
  /** Code of the query protocol and of S3. */
  code: string;
  status: number;
  /** Name of the member that holds the message in JSON; models differ in its case. */
  messageMember: string;
  /** `Sender` or `Receiver`: whose fault it is. */
  type: "Sender" | "Receiver";
}

/** Looks an error up in its service's model. What no model has, such as `ValidationError`, is sent as it is. */
export function describeError(error: WireError, model: ServiceModel | undefined): DescribedError {
  const shape = model?.errors.get(error.name);
  const traits = shape?.getMergedTraits();
  const members = shape === undefined ? [] : [...shape.structIterator()].map(([name]) => name);
  return {
    code: (traits?.awsQueryError as [string, number] | undefined)?.[0] ?? error.name,
    // 400 is what the simulated services say when they leave the status to the model.
    status: error.status === 400 ? ((traits?.httpError as number | undefined) ?? 400) : error.status,
    messageMember: members.find((name) => name.toLowerCase() === "message") ?? "message",
    type: error.status >= 500 ? "Receiver" : "Sender",
  };
}
