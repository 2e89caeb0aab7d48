import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { changesOf, world, yamlOf } from "./stack.js";

const EXAMPLES = join(import.meta.dirname, "../../examples");

/** An example as it reads for another region: system profiles have the prefix of its geography, keys are its own. */
function moved(text: string, region: string, geography: string): string {
  return text
    .replace(/^region: .*$/m, `region: ${region}`)
    .replaceAll("copyFrom: us.", `copyFrom: ${geography}.`)
    .replace(":kms:us-east-1:", `:kms:${region}:`);
}

/** Amazon Bedrock in AWS GovCloud (US) has fewer models, and its ARNs are in another partition. */
function inGovCloud(text: string): string {
  return moved(text, "us-gov-west-1", "us-gov")
    .replaceAll("arn:aws:", "arn:aws-us-gov:")
    .replaceAll(/us-gov\.anthropic\.claude-(opus|sonnet|haiku)[\w.:-]*/g, (_all, family: string) =>
      family === "haiku"
        ? "us-gov.anthropic.claude-3-7-sonnet-20250219-v1:0"
        : "us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0",
    )
    .replace("sso:\n    enabled: true", "sso:\n    enabled: false");
}

const files = readdirSync(EXAMPLES).filter((name) => name.endsWith(".yaml"));
const cases = [
  ...files.map((name) => [name, readFileSync(join(EXAMPLES, name), "utf8")] as const),
  ["everything", yamlOf()] as const,
].flatMap(([name, text]) => [
  [name, "us-east-1", text] as const,
  [name, "eu-west-1", moved(text, "eu-west-1", "eu")] as const,
  [name, "us-gov-west-1", inGovCloud(text)] as const,
]);

describe.each(cases)("%s in %s", (_name, region, yaml) => {
  test("a second apply makes no mutating call", async () => {
    const account = world();
    await account.apply(yaml);
    expect(account.writes().length).toBeGreaterThan(30);
    const before = { writes: account.writes().length, dump: account.dump() };
    const { shown } = await account.apply(yaml);
    expect(changesOf(shown)).toEqual([]);
    expect(account.writes().slice(before.writes)).toEqual([]);
    expect(account.dump()).toEqual(before.dump);
    const made = JSON.stringify(before.dump);
    if (region !== "us-east-1") expect(made).not.toContain("us-east-1:123456789012");
    if (region.startsWith("us-gov")) expect(made).not.toContain("arn:aws:");
  });

  test("a day later the cost tags are activated, and then nothing is left to do", async () => {
    const account = world();
    await account.apply(yaml);
    account.later(25);
    expect(changesOf((await account.apply(yaml)).shown)).toEqual(["update allocation/cost-tags active"]);
    const { length } = account.writes();
    await account.apply(yaml);
    expect(account.writes().slice(length)).toEqual([]);
  });
});
