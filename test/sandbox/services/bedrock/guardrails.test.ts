import { describe, expect, test } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";

const topic = {
  name: "Investment advice",
  definition: "Advice on what to buy or sell.",
  type: "DENY" as const,
};
const config = {
  name: "p-guardrail",
  blockedInputMessaging: "No.",
  blockedOutputsMessaging: "No.",
  topicPolicyConfig: { topicsConfig: [{ ...topic, examples: ["Should I buy this share?"] }] },
};

function box() {
  let now = Date.parse("2026-11-01T00:00:00Z");
  const { aws } = sandbox({ clock: () => new Date(now) });
  const wait = () => {
    now += 1000;
  };
  const get = (guardrailIdentifier = "", guardrailVersion?: string) =>
    aws.call("bedrock", "GetGuardrail", { guardrailIdentifier, guardrailVersion });
  const version = (guardrailIdentifier = "", description?: string) =>
    aws.call("bedrock", "CreateGuardrailVersion", { guardrailIdentifier, description });
  return { aws, wait, get, version };
}

/** A guardrail that is ready. */
async function ready() {
  const made = box();
  const { guardrailId: id = "", guardrailArn: arn = "" } = await made.aws.call(
    "bedrock",
    "CreateGuardrail",
    config,
  );
  made.wait();
  return { ...made, id, arn };
}

test("a guardrail is created, becomes ready, and reads back with the defaults", async () => {
  const { aws, wait, get } = box();
  const made = await aws.call("bedrock", "CreateGuardrail", { ...config, tags: [{ key: "a", value: "1" }] });
  expect(made.version).toBe("DRAFT");
  expect((await get(made.guardrailId)).status).toBe("CREATING");
  wait();
  const found = await get(made.guardrailArn);
  expect(found).toMatchObject({
    name: "p-guardrail",
    guardrailId: made.guardrailId,
    status: "READY",
    version: "DRAFT",
  });
  expect(found.topicPolicy).toEqual({
    topics: [
      {
        ...config.topicPolicyConfig.topicsConfig[0],
        inputAction: "BLOCK",
        outputAction: "BLOCK",
        inputEnabled: true,
        outputEnabled: true,
      },
    ],
    tier: { tierName: "CLASSIC" },
  });
  const { tags } = await aws.call("bedrock", "ListTagsForResource", { resourceARN: made.guardrailArn });
  expect(tags).toEqual([{ key: "a", value: "1" }]);
});

test.each([
  ["a name with a space", { name: "a b" }],
  ["a name of 51", { name: "a".repeat(51) }],
  ["an empty message", { blockedInputMessaging: "" }],
  ["a message of 501", { blockedOutputsMessaging: "x".repeat(501) }],
  ["no policy", { topicPolicyConfig: undefined }],
  ["a topic name of 101", topics({ name: "x".repeat(101) })],
  ["a definition of 201", topics({ definition: "x".repeat(201) })],
  ["six examples", topics({ examples: ["1", "2", "3", "4", "5", "6"] })],
  ["an example of 101", topics({ examples: ["x".repeat(101)] })],
  ["a topic twice", { topicPolicyConfig: { topicsConfig: [topic, topic] } }],
])("refuses %s", async (_what, change) => {
  const { aws } = box();
  const made = aws.call("bedrock", "CreateGuardrail", { ...config, ...change });
  expect((await refusal(made)).name).toBe("ValidationException");
});

function topics(change: object) {
  return { topicPolicyConfig: { topicsConfig: [{ ...topic, ...change }] } };
}

test("names are unique; a repeated token is the same guardrail", async () => {
  const { aws } = box();
  const first = await aws.call("bedrock", "CreateGuardrail", { ...config, clientRequestToken: "t" });
  expect(await aws.call("bedrock", "CreateGuardrail", { ...config, clientRequestToken: "t" })).toMatchObject({
    guardrailId: first.guardrailId,
    createdAt: first.createdAt,
  });
  expect((await refusal(aws.call("bedrock", "CreateGuardrail", config))).name).toBe("ConflictException");
});

describe("versions", () => {
  test("keep what the draft was, count up, and are deleted one by one or all together", async () => {
    const { aws, wait, get, version, id } = await ready();
    expect((await version(id, "first")).version).toBe("1");
    expect((await get(id, "1")).status).toBe("VERSIONING");
    wait();
    const changed = { ...config, blockedInputMessaging: "Never." };
    await aws.call("bedrock", "UpdateGuardrail", { guardrailIdentifier: id, ...changed });
    wait();
    expect(await get(id, "1")).toMatchObject({ blockedInputMessaging: "No.", description: "first" });
    expect((await get(id)).blockedInputMessaging).toBe("Never.");
    expect((await version(id)).version).toBe("2");
    wait();
    await aws.call("bedrock", "DeleteGuardrail", { guardrailIdentifier: id, guardrailVersion: "2" });
    expect((await refusal(get(id, "2"))).name).toBe("ResourceNotFoundException");
    expect((await version(id)).version).toBe("3");
    const list = await aws.call("bedrock", "ListGuardrails", { guardrailIdentifier: id });
    expect(list.guardrails?.map((g) => g.version)).toEqual(["DRAFT", "1", "3"]);
    expect((await aws.call("bedrock", "ListGuardrails", {})).guardrails).toHaveLength(1);
    wait();
    await aws.call("bedrock", "DeleteGuardrail", { guardrailIdentifier: id });
    expect((await refusal(get(id))).name).toBe("ResourceNotFoundException");
  });

  test("nothing can be changed while something is under way", async () => {
    const { aws, get, version, id } = await ready();
    await version(id);
    const update = aws.call("bedrock", "UpdateGuardrail", { guardrailIdentifier: id, ...config });
    expect((await refusal(update)).name).toBe("ConflictException");
    expect((await refusal(version(id))).name).toBe("ConflictException");
    expect((await get(id)).status).toBe("READY");
  });
});

describe("enforcement on the account", () => {
  test("takes a numbered version, is listed, changed, and holds the guardrail", async () => {
    const { aws, wait, version, id, arn } = await ready();
    await version(id);
    wait();
    const put = (guardrailVersion: string, configId?: string) =>
      aws.call("bedrock", "PutEnforcedGuardrailConfiguration", {
        configId,
        guardrailInferenceConfig: { guardrailIdentifier: id, guardrailVersion },
      });
    expect((await refusal(put("DRAFT"))).name).toBe("ValidationException");
    expect((await refusal(put("7"))).name).toBe("ResourceNotFoundException");
    const { configId } = await put("1");
    expect((await refusal(put("1"))).name).toBe("ConflictException");
    await put("1", configId);
    const list = await aws.call("bedrock", "ListEnforcedGuardrailsConfiguration", {});
    expect(list.guardrailsConfig).toMatchObject([
      { configId, guardrailId: id, guardrailArn: arn, guardrailVersion: "1", owner: "ACCOUNT" },
    ]);
    const remove = () => aws.call("bedrock", "DeleteGuardrail", { guardrailIdentifier: id });
    expect((await refusal(remove())).name).toBe("ResourceInUseException");
    await aws.call("bedrock", "DeleteEnforcedGuardrailConfiguration", { configId });
    await remove();
    expect((await aws.call("bedrock", "ListEnforcedGuardrailsConfiguration", {})).guardrailsConfig).toEqual(
      [],
    );
  });
});
