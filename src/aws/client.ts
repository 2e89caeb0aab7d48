import type { Account } from "../sandbox/account.js";
import { type RetryOptions, ServiceRetryStrategy } from "./retry.js";
import { type ServiceId, clientNames, serviceModules } from "./services.js";

export interface ClientOptions {
  /** Named profile of the shared AWS configuration files. */
  profile?: string;
  retry?: RetryOptions;
}

/** What all SDK clients have in common, as far as it is used here. */
export interface AnyClient {
  send(...args: unknown[]): Promise<unknown>;
  middlewareStack: {
    add(middleware: never, options: never): void;
    addRelativeTo(middleware: never, options: never): void;
  };
}

type ClientClass = new (config: Record<string, unknown>) => AnyClient;

/** The profile of the SDK's default chain, when one is named. */
function credentialSettings(options: ClientOptions): Record<string, unknown> {
  return options.profile === undefined ? {} : { profile: options.profile };
}

/**
 * Makes the SDK client of a service in a region. Credentials come from the SDK's default chain when the first call is
 * signed: `AWS_BEARER_TOKEN_BEDROCK`, which operators have for Claude Code, would else sign Bedrock's calls, and half a run
 * go to the account that token is from. With `AWS_ENDPOINT_URL` set (an emulator) S3 is addressed path-style, since bucket host names do not resolve.
 */
export async function createClient(
  service: ServiceId,
  region: string,
  options: ClientOptions,
  sandbox: Account | undefined,
  onServerTime: (time: Date) => void,
): Promise<AnyClient> {
  const module = (await serviceModules[service]()) as unknown as Record<string, ClientClass>;
  const Client = module[clientNames[service]] as ClientClass;
  const emulated =
    process.env["AWS_ENDPOINT_URL"] !== undefined || process.env["AWS_ENDPOINT_URL_S3"] !== undefined;
  const client = new Client({
    region,
    retryStrategy: new ServiceRetryStrategy(service, options.retry),
    authSchemePreference: ["sigv4"],
    ...(service === "s3" && emulated && sandbox === undefined ? { forcePathStyle: true } : {}),
    ...(sandbox === undefined
      ? credentialSettings(options)
      : { credentials: { accessKeyId: "SANDBOX", secretAccessKey: "sandbox" } }),
  });
  if (sandbox !== undefined) {
    const { answerFrom } = await import("../sandbox/middleware.js");
    answerFrom(sandbox, client, service, region);
  }
  watchAnswers(client, service, onServerTime);
  return client;
}

/** Services that answer in XML: there the SDK reads an HTML page as an answer without members. */
const XML_SERVICES = new Set<ServiceId>(["iam", "sns", "sts"]);

/**
 * Reports the `Date` header of every answer: the clock by which a service dates what it stores. Refuses an HTML page,
 * which only a proxy in between sends. The header alone proves nothing: emulators send it with real answers.
 */
function watchAnswers(client: AnyClient, service: ServiceId, report: (time: Date) => void): void {
  type Answer = { output?: object; response?: { headers?: Record<string, string> } };
  const middleware = (next: (args: unknown) => Promise<Answer>) => async (args: unknown) => {
    const answer = await next(args);
    const headers = answer.response?.headers;
    const html = headers?.["content-type"]?.startsWith("text/html") === true;
    const members = Object.keys(answer.output ?? {}).filter((name) => name !== "$metadata");
    if (html && members.length === 0 && XML_SERVICES.has(service)) {
      throw new Error("Deserialization failed: the answer is an HTML page");
    }
    if (headers?.["date"] !== undefined) report(new Date(headers["date"]));
    return answer;
  };
  client.middlewareStack.add(
    middleware as never,
    { name: "watchAnswersMiddleware", step: "initialize" } as never,
  );
}
