import { quote } from "../messages.js";
import type { Config } from "../schema.js";
import { repeats, wrong, type Finding } from "./finding.js";

/** E-mail addresses a budget notification can have. Source: AWS Budgets API reference, NotificationWithSubscribers. */
const EMAILS_MAX = 10;
const EMAIL =
  /^[^\s@<>"(),:;]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)+$/;

/** Who hears of budgets and alarms. */
export function* notificationFindings({ budgets }: Config): Iterable<Finding> {
  const { emails, webhooks } = budgets;
  yield* repeats(["budgets", "emails"], emails);
  yield* repeats(["budgets", "webhooks"], webhooks);
  for (const [index, email] of emails.entries()) {
    if (!EMAIL.test(email))
      yield wrong(["budgets", "emails", index], `${quote(email)} is not an e-mail address`);
  }
  if (emails.length > EMAILS_MAX) {
    yield wrong(
      ["budgets", "emails"],
      `a budget notification has at most ${EMAILS_MAX} e-mail addresses, there are ${emails.length}; use a distribution list`,
      "key",
    );
  }
  for (const [index, webhook] of webhooks.entries()) {
    if (!isHttps(webhook)) {
      yield wrong(
        ["budgets", "webhooks", index],
        `${quote(webhook)} is not an https URL such as https://events.example.com/hook`,
      );
    }
  }
}

function isHttps(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === "https:" && /^https:\/\/[^/\s]+\S*$/i.test(text);
}
