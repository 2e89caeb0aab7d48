import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { KnownError } from "../../errors.js";
import type { ServiceId } from "../../aws/services.js";
import type { Account } from "../account.js";
import { SimulatedCrash, refuse } from "../errors.js";
import { checkDigest, readBody, unframed } from "./body.js";
import { checkInput } from "./check-input.js";
import { dialectOf } from "./dialect.js";
import { type ServiceModel, modelOf } from "./model.js";
import { scopeOf } from "./scope.js";
import { serviceSignedFor, signingNames } from "./services.js";
import { REQUEST_ID, type WireAnswer, type WireError, type WireRequest } from "./wire.js";

/** Most bytes of a request: no service but S3 takes bodies that come near it. */
const LARGEST_REQUEST = 64 * 1024 * 1024;
/** A client that says nothing for so long is let go of. */
const IDLE_MS = 60_000;
/** How long requests under way may take once the endpoint closes. */
const LAST_ANSWERS_MS = 3000;

/** What answers behind the endpoint. */
export type Answering = Pick<Account, "handle" | "now">;

/** One request as it was answered, for a log. */
export interface Answered {
  service: ServiceId | undefined;
  operation: string | undefined;
  region: string | undefined;
  status: number;
  /** Why it failed. */
  error?: WireError;
  /** A mistake of the simulation itself. */
  bug?: unknown;
}

/** A running endpoint. */
export interface Endpoint {
  url: string;
  /** Takes no new requests, answers those under way, then lets go of the port. */
  close(): Promise<void>;
}

export interface EndpointOptions {
  /** Address to listen on; other machines reach any but a loopback one. */
  host?: string;
  /** 0 for any that is free. */
  port?: number;
  onAnswer?: (answered: Answered) => void;
}

/**
 * Offers a simulated account to any AWS client over HTTP.
 * @throws the system's error when the port cannot be had
 */
export async function openEndpoint(account: Answering, options: EndpointOptions = {}): Promise<Endpoint> {
  const server = createServer({ keepAliveTimeout: IDLE_MS, headersTimeout: IDLE_MS }, (message, response) => {
    const last = () => !server.listening;
    void answerOver(account, message, response, last).then(options.onAnswer);
  });
  const host = options.host ?? "127.0.0.1";
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`, close: () => closed(server) };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // A client may have stopped in the middle of a request.
    const patience = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS);
    server.close(() => {
      clearTimeout(patience);
      resolve();
    });
    server.closeIdleConnections();
  });
}

async function answerOver(
  account: Answering,
  message: IncomingMessage,
  response: ServerResponse,
  isLast: () => boolean,
): Promise<Answered> {
  // A client that goes away in the middle is nobody's trouble but its own.
  message.on("error", () => {});
  response.on("error", () => {});
  const { answer, answered } = await respond(account, message);
  if (answer === undefined) {
    message.socket.destroy();
    return answered;
  }
  const { status, headers, body } = answer;
  const head = message.method === "HEAD" || status === 304;
  // Reading the rest of a body that was refused would only waste time; an endpoint that closes keeps no connection.
  const over = message.complete && !isLast() ? {} : { connection: "close" };
  response.writeHead(status, {
    date: account.now().toUTCString(),
    "x-amzn-requestid": REQUEST_ID,
    ...(head ? {} : { "content-length": Buffer.byteLength(body) }),
    ...headers,
    ...over,
  });
  response.end(head ? undefined : body);
  return answered;
}

interface Responded {
  /** Undefined: the connection is to break. */
  answer: WireAnswer | undefined;
  answered: Answered;
}

async function respond(account: Answering, message: IncomingMessage): Promise<Responded> {
  let request = requestOf(message, Buffer.alloc(0));
  let model: ServiceModel | undefined;
  const answered: Answered = { service: undefined, operation: undefined, region: undefined, status: 0 };
  try {
    const raw = await readBody(message, LARGEST_REQUEST);
    request = requestOf(message, raw);
    const { region, signingName } = scopeOf(request);
    const service = serviceSignedFor(signingName);
    if (service === undefined) {
      const text = `The service '${signingName}' is not simulated; these are: ${signingNames().join(", ")}`;
      return refuse("UnknownService", text, 404);
    }
    Object.assign(answered, { service, region });
    model = await modelOf(service);
    const whole = { ...request, ...unframed(raw, request.headers) };
    checkDigest(whole.body, whole.headers);
    const dialect = dialectOf(whole, model);
    const { operation, input } = await dialect.decode(whole, model);
    answered.operation = operation.name;
    if (operation.simulated) checkInput(operation.input, input, dialect.complaints);
    const output = await account.handle(service, operation.name, input, region);
    const answer = await dialect.encode(operation, output, model);
    return { answer, answered: { ...answered, status: answer.status } };
  } catch (thrown) {
    if (isBroken(thrown)) return { answer: undefined, answered };
    const error = wireError(thrown);
    const answer = dialectOf(request, model).encodeError(error, model);
    const bug = isService(thrown) || thrown instanceof KnownError ? {} : { bug: thrown };
    return { answer, answered: { ...answered, status: answer.status, error, ...bug } };
  }
}

function requestOf(message: IncomingMessage, body: Buffer): WireRequest {
  const [path = "/", ...rest] = (message.url ?? "/").split("?");
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]),
  );
  // Clients of some proxies send the whole address.
  const absolute = /^https?:\/\/[^/]+(\/.*)?$/i.exec(path);
  return {
    method: message.method ?? "GET",
    path: absolute === null ? path : (absolute[1] ?? "/"),
    query: new URLSearchParams(rest.join("?")),
    headers,
    body,
  };
}

/** A lost answer or a machine that has died: the client sees a broken connection. */
function isBroken(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return error instanceof SimulatedCrash || code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE";
}

/** An error that a simulated service answers with. */
interface ServiceError extends Error {
  $metadata: { httpStatusCode?: number };
  $response?: { headers?: Record<string, string> };
}

function isService(error: unknown): error is ServiceError {
  return error instanceof Error && "$metadata" in error;
}

function wireError(error: unknown): WireError {
  if (isService(error)) {
    const { name, message, $metadata, $response } = error;
    return { name, message, status: $metadata.httpStatusCode ?? 400, headers: $response?.headers ?? {} };
  }
  // Not retried by clients: a folder that is damaged or full does not mend itself.
  if (error instanceof KnownError) {
    const message = `${error.message}${error.hint === undefined ? "" : `; ${error.hint}`}`;
    return { name: "SandboxUnavailable", message, status: 400, headers: {} };
  }
  return {
    name: "InternalFailure",
    message: "The simulated service made a mistake",
    status: 500,
    headers: {},
  };
}
