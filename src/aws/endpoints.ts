import { loadConfig } from "@smithy/core/config";
import { withoutPassword } from "../password.js";

const VARIABLE = "AWS_ENDPOINT_URL";

/**
 * Addresses that stand in for AWS's own, found as the SDK finds them: `AWS_ENDPOINT_URL`, the variables of single
 * services, and `endpoint_url` of the profile (AWS SDKs and Tools Reference Guide, "Service-specific endpoints").
 * @returns each for people to read, without its password
 */
export async function endpointsInForce(): Promise<string[]> {
  const ignored = await setting("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls");
  if (ignored === "true") return [];
  const all = await setting(VARIABLE, "endpoint_url");
  const single = Object.entries(process.env)
    .filter(([name, url]) => name.startsWith(`${VARIABLE}_`) && (url ?? "") !== "")
    .map(([name, url]) => `${url} for ${name.slice(VARIABLE.length + 1).toLowerCase()}`);
  return [...(all === undefined ? [] : [all]), ...single].map(withoutPassword);
}

/** A setting of the environment, else of the profile in the configuration file. */
function setting(variable: string, name: string): Promise<string | undefined> {
  return loadConfig<string | undefined>({
    environmentVariableSelector: (env) => env[variable] || undefined,
    configFileSelector: (profile) => profile[name] || undefined,
    default: undefined,
  })();
}
