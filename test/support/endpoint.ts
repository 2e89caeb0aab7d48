import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished, vi } from "vitest";

/** What the endpoint is asked: the body, and the service that signed the request. */
interface Asked {
  service: string;
  body: string;
  url: string;
}

interface Answer {
  status?: number;
  type?: string;
  headers?: Record<string, string>;
  body: string;
}

/** Starts an AWS endpoint on this machine that gives the same kind of answer to all. @returns its address */
export async function endpoint(answer: (asked: Asked) => Answer): Promise<string> {
  const server = createServer((request, response) => void respond(request, response, answer));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (asked: Asked) => Answer,
): Promise<void> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  // Credential=KEY/DATE/REGION/SERVICE/aws4_request
  const service = /Credential=[^/]+\/\d+\/[^/]+\/(\w+)\//.exec(request.headers.authorization ?? "")?.[1];
  const {
    status = 200,
    type = "text/xml",
    headers,
    body: text,
  } = answer({
    ...{ service: service ?? "", body },
    url: request.url ?? "",
  });
  response.writeHead(status, { "content-type": type, ...headers }).end(text);
}

/** Leaves nothing of this machine's AWS settings in the environment, then sets these. */
export function awsEnvironment(settings: Record<string, string>): void {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith("AWS_")) vi.stubEnv(name, undefined);
  }
  const nowhere = { AWS_SHARED_CREDENTIALS_FILE: "/nonexistent", AWS_CONFIG_FILE: "/nonexistent" };
  const all = { ...nowhere, AWS_EC2_METADATA_DISABLED: "true", ...settings };
  for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

/** An error of the query protocol, as STS answers. */
export function queryError(code: string, message: string, status = 403): Answer {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, body: `<ErrorResponse>${error}<RequestId>1</RequestId></ErrorResponse>` };
}

/** STS GetCallerIdentity's answer. */
export const IDENTITY: Answer = {
  body:
    "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/me</Arn>" +
    "<UserId>AIDA</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>",
};
