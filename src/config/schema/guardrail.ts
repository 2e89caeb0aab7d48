import { choice, flag, list, section, text } from "./fields.js";

const topic = section({
  name: text("a topic name").describe("Name of the denied topic, at most 100 characters."),
  definition: text("a definition").describe("What the topic covers, at most 200 characters."),
  examples: list("example prompts", text("an example prompt"))
    .default([])
    .describe("Up to five prompts on the topic, at most 100 characters each."),
});

export const guardrail = section({
  enabled: flag().default(false).describe("Create a Bedrock guardrail and publish a version of it."),
  enforce: choice(["none", "account"])
    .default("none")
    .describe(
      "none: developers' settings carry the guardrail's header. account: Bedrock enforces it on every call of the account.",
    ),
  topics: list("topics", topic).default([]).describe("Denied topics, at most 30."),
});
