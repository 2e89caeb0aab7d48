import { onTestFinished } from "vitest";
import { Account, type AccountOptions } from "../../src/sandbox/account.js";
import { type Answered, openEndpoint } from "../../src/sandbox/http/endpoint.js";
import { awsEnvironment } from "./endpoint.js";
import { temporaryFolder } from "./sandbox.js";

/**
 * A simulated account behind HTTP, and an environment in which every AWS client of this process goes there.
 * @returns its folder and address, and what it has answered
 */
export async function served(options: AccountOptions & { dir?: string; region?: string } = {}) {
  const dir = options.dir ?? temporaryFolder();
  const account = new Account(dir, { limits: false, ...options });
  const answers: Answered[] = [];
  const endpoint = await openEndpoint(account, { onAnswer: (answered) => answers.push(answered) });
  onTestFinished(() => endpoint.close());
  const region = options.region ?? "us-east-1";
  const env = {
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_ACCESS_KEY_ID: "sandbox",
    AWS_SECRET_ACCESS_KEY: "sandbox",
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
  };
  awsEnvironment(env);
  return { dir, account, url: endpoint.url, env, answers, close: () => endpoint.close() };
}
