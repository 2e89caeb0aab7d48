import type { Wait } from "../../src/engine/step.js";

interface StatusRead {
  /** The operation that answers with the status. */
  operation: string;
  /** Member that holds the status, in the output of the change as in that of the status read. */
  member: string;
  /** Member of the status read's input that takes the request's id. */
  requestId: string;
  instanceArn: string | undefined;
  seconds: number;
}

interface Status {
  Status?: string;
  RequestId?: string;
  FailureReason?: string;
}

/** Waits for one of Identity Center's asynchronous changes: IN_PROGRESS, SUCCEEDED or FAILED (API reference). */
export function settledStatus({ operation, member, requestId, instanceArn, seconds }: StatusRead): Wait {
  const of = (output: Record<string, unknown>) => output[member] as Status | undefined;
  return {
    operation,
    seconds,
    input: (output) => ({ InstanceArn: instanceArn, [requestId]: of(output)?.RequestId }),
    state: (output) => {
      const { Status, FailureReason } = of(output) ?? {};
      if (Status === "SUCCEEDED") return "done";
      return Status === "FAILED" ? { failed: FailureReason ?? "no reason given" } : "again";
    },
  };
}
