import { expect, test } from "vitest";
import { applied, world, yamlOf } from "./stack.js";

const guardrail = (enabled: boolean, enforce: "none" | "account" = "none") =>
  yamlOf((c) => {
    c.guardrail.enabled = enabled;
    c.guardrail.enforce = enforce;
  });

test("a plan that switches the guardrail on says what it costs, and for which calls; later ones do not", async () => {
  const account = await applied(guardrail(false));
  const charge = async (yaml: string) => {
    const { warnings } = (await world(account).plan(yaml)).plan;
    return warnings.filter((warning) => warning.includes("$0.15 per 1,000 text units"));
  };
  expect(await charge(guardrail(false))).toEqual([]);
  expect(await charge(guardrail(true))).toEqual([
    expect.stringContaining("every call that carries its header"),
  ]);
  const everybody = [expect.stringContaining("every call of the account")];
  expect(await charge(guardrail(true, "account"))).toEqual(everybody);
  await account.apply(guardrail(true));
  expect(await charge(guardrail(true))).toEqual([]);
  expect(await charge(guardrail(true, "account"))).toEqual(everybody);
});

test("a plan that attaches the service control policy says what stands in its way; later ones do not", async () => {
  const yaml = (...attach: string[]) => yamlOf((c) => (c.foundation.scp.attach = attach));
  const account = await applied(yaml());
  const notes = async (text: string) => {
    const { warnings } = (await world(account).plan(text)).plan;
    return warnings.filter((warning) => warning.includes("FullAWSAccess"));
  };
  expect(await notes(yaml())).toEqual([]);
  expect(await notes(yaml("ou-ab12-cd34ef56"))).toEqual([
    expect.stringContaining("acme-claude-allowed-models"),
  ]);
  await account.apply(yaml("ou-ab12-cd34ef56"));
  expect(await notes(yaml("ou-ab12-cd34ef56"))).toEqual([]);
  expect(await notes(yaml("ou-ab12-cd34ef56", "r-ab12"))).toHaveLength(1);
});
