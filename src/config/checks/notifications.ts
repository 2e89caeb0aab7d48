import { withoutPassword } from "../../password.js";
import { quote } from "../messages.js";
import type { Config } from "../schema.js";
import { doubtful, repeats, wrong, type Finding } from "./finding.js";

const EMAIL =
  /^[^\s@<>"(),:;]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)+$/;

/** Who hears of budgets and alarms. */
export function* notificationFindings({ budgets }: Config): Iterable<Finding> {
  const { emails, webhooks } = budgets;
  if (emails.length + webhooks.length === 0) {
    yield doubtful(["budgets", "emails"], "nobody hears of budgets and alarms; list an address", "key");
  }
  yield* repeats(["budgets", "emails"], emails);
  // SNS does not tell the password of a subscription, so two that differ in it alone are one.
  yield* repeats(["budgets", "webhooks"], webhooks.map(withoutPassword));
  for (const [index, email] of emails.entries()) {
    if (!EMAIL.test(email))
      yield wrong(["budgets", "emails", index], `${quote(email)} is not an e-mail address`);
  }
  for (const [index, webhook] of webhooks.entries()) {
    if (!isHttps(webhook)) {
      yield wrong(
        ["budgets", "webhooks", index],
        // What is no web address at all may still be a secret.
        `${/^https?:/i.test(webhook) ? quote(webhook) : "this"} is not an https URL such as https://events.example.com/hook`,
      );
    }
  }
}

function isHttps(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === "https:" && /^https:\/\/[^/\s]+\S*$/i.test(text);
}
