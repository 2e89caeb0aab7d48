import { HttpResponse } from "@smithy/core/protocols";
import type { ServiceId } from "../aws/services.js";
import type { Account } from "./account.js";

/** The part of an SDK client this needs; its middleware stack has a type of its own in every package. */
interface Pluggable {
  middlewareStack: { addRelativeTo(middleware: never, options: never): void };
}

interface Arguments {
  input: Record<string, unknown>;
}

/**
 * Makes the simulated account answer a client just below the SDK's retry layer: serialisation, paginators, waiters and
 * retries are the SDK's own, only signing and the network are left out.
 */
export function answerFrom(account: Account, client: Pluggable, service: ServiceId, region: string): void {
  const middleware = (_next: unknown, context: { commandName?: string }) => async (args: Arguments) => {
    const operation = (context.commandName ?? "").replace(/Command$/, "");
    const input = await withBytes(args.input);
    const output = await account.handle(service, operation, input, region);
    const response = new HttpResponse({ statusCode: 200, headers: { date: account.now().toUTCString() } });
    return { output: { $metadata: { httpStatusCode: 200, requestId: "sandbox" }, ...output }, response };
  };
  client.middlewareStack.addRelativeTo(
    middleware as never,
    { name: "sandboxMiddleware", relation: "after", toMiddleware: "retryMiddleware" } as never,
  );
}

/** Handlers are synchronous: a body is handed to them as bytes, whatever the caller gave the SDK. */
async function withBytes(input: Record<string, unknown>): Promise<Record<string, unknown>> {
  const body = input["Body"];
  if (body === undefined) return input;
  if (typeof body === "string") return { ...input, Body: Buffer.from(body) };
  if (body instanceof Uint8Array) return input;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array | string>) chunks.push(Buffer.from(chunk));
  return { ...input, Body: Buffer.concat(chunks) };
}
