/**
 * Refuses a call the way AWS does: the SDK sees an error with this name, HTTP status and message.
 * @param name the exception's name in the service's API model, e.g. `NoSuchEntityException`
 */
export function refuse(name: string, message: string, status = 400): never {
  throw serviceError(name, message, status);
}

/** The error {@link refuse} throws, for callers that only need to make one. */
export function serviceError(name: string, message: string, status: number): Error {
  const error = Object.assign(new Error(message), {
    name,
    $fault: status >= 500 ? "server" : "client",
    $metadata: { httpStatusCode: status, requestId: "sandbox", attempts: 1, totalRetryDelay: 0 },
    $response: { statusCode: status, headers: {} },
  });
  return error;
}

/** Thrown once the simulated machine has crashed: every later call of the same run fails the same way, without retry. */
export class SimulatedCrash extends Error {
  override name = "SimulatedCrash";
}
