import type { Wanted } from "../../src/engine/kind.js";
import { type Composition, want } from "../compose.js";
import { ENFORCED_NAME, enforcedGuardrail } from "./enforced-guardrail.js";
import type { GuardrailContent } from "./guardrail-content.js";
import { guardrail } from "./guardrail.js";

/** What Claude Code shows in place of a blocked prompt or answer. */
const BLOCKED_INPUT = "This request touches a topic that your organization does not allow here.";
const BLOCKED_OUTPUT = "This answer touches a topic that your organization does not allow here.";

/** The guardrail and, with `enforce: account`, its enforcement; nothing when it is off. */
export function guardrails(c: Composition): Wanted[] {
  const { enabled, enforce, topics } = c.config.guardrail;
  if (!enabled) return [];
  const content: GuardrailContent = {
    blockedInputMessaging: BLOCKED_INPUT,
    blockedOutputsMessaging: BLOCKED_OUTPUT,
    topics: topics.map(({ name, definition, examples }) => ({ name, definition, examples })),
  };
  const description = `Topics that ${c.stack.name} denies`;
  return [
    want(c, guardrail, "budgets/guardrail", c.names.guardrail, { description, ...content, published: true }),
    ...(enforce === "account"
      ? [
          want(
            c,
            enforcedGuardrail,
            "budgets/enforced-guardrail",
            ENFORCED_NAME,
            { ...content, everywhere: true },
            { tags: false },
          ),
        ]
      : []),
  ];
}
