import { expect, test } from "vitest";
import { applied, yamlOf } from "./stack.js";
import { find } from "./tamper/place.js";

test("a guardrail version that makes room for a new one is announced", async () => {
  const account = await applied(yamlOf());
  const aws = account.aws();
  const guardrailIdentifier = await find.guardrail(aws);
  for (let n = 1; n < 20; n += 1) {
    account.later(1);
    await aws.call("bedrock", "CreateGuardrailVersion", { guardrailIdentifier });
  }
  account.later(1);
  const fewer = yamlOf((c) => c.guardrail.topics.pop());
  const { shown } = await account.apply(fewer);
  expect(shown.plan.warnings).toContainEqual(
    expect.stringMatching(/^acme-claude-guardrail has all the versions .*version 2 goes: .*ccb print-env/),
  );
  account.later(1);
  expect((await account.plan(fewer)).plan).toMatchObject({ changes: [], warnings: [] });
});
