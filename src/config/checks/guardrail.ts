import { quote } from "../messages.js";
import type { Config } from "../schema.js";
import { wrong, type Finding } from "./finding.js";

/** Limits of denied topics. Source: Bedrock API reference, GuardrailTopicConfig, and Bedrock quotas. */
const LIMITS = { topics: 30, name: 100, definition: 200, examples: 5, example: 100 };

/** Whether Bedrock accepts the guardrail. */
export function* guardrailFindings({ guardrail }: Config): Iterable<Finding> {
  const { enabled, enforce, topics } = guardrail;
  const path = ["guardrail", "topics"];
  if (enforce === "account" && !enabled) {
    yield wrong(
      ["guardrail", "enforce"],
      "`enforce: account` needs a guardrail; set guardrail.enabled to true",
    );
  }
  if (enabled && topics.length === 0) {
    yield wrong(
      ["guardrail", "enabled"],
      "an enabled guardrail needs at least one topic under guardrail.topics",
    );
  }
  if (topics.length > LIMITS.topics) {
    yield wrong(path, `a guardrail has at most ${LIMITS.topics} topics, there are ${topics.length}`, "key");
  }
  const names = topics.map(({ name }) => name.toLowerCase());
  for (const [index, topic] of topics.entries()) {
    yield* topicFindings([...path, index], topic);
    if (names.indexOf(topic.name.toLowerCase()) < index) {
      yield wrong(
        [...path, index, "name"],
        `a topic named ${quote(topic.name)} is there already; rename or remove one`,
      );
    }
  }
}

type Topic = Config["guardrail"]["topics"][number];

function* topicFindings(path: ReadonlyArray<string | number>, topic: Topic): Iterable<Finding> {
  const { name, definition, examples } = topic;
  if (name.length > LIMITS.name) yield wrong([...path, "name"], tooLong("topic name", name, LIMITS.name));
  if (!/^[0-9a-zA-Z\-_ !?.]+$/.test(name)) {
    yield wrong(
      [...path, "name"],
      `a topic name holds ASCII letters, digits, spaces and - _ ! ? . only, got ${quote(name)}`,
    );
  }
  if (definition.length > LIMITS.definition) {
    yield wrong([...path, "definition"], tooLong("definition", definition, LIMITS.definition));
  }
  if (examples.length > LIMITS.examples) {
    yield wrong(
      [...path, "examples"],
      `a topic has at most ${LIMITS.examples} examples, there are ${examples.length}`,
      "key",
    );
  }
  for (const [index, example] of examples.entries()) {
    const here = [...path, "examples", index];
    if (example.length > LIMITS.example) yield wrong(here, tooLong("example", example, LIMITS.example));
    if (examples.indexOf(example) < index) yield wrong(here, "the example is listed twice; remove one");
  }
}

function tooLong(what: string, text: string, limit: number): string {
  return `the ${what} has ${text.length} characters; Bedrock accepts ${limit}`;
}
