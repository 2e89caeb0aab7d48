import type { Aws } from "../aws/aws.js";
import type { Config } from "../config/schema.js";
import { developerEnvironment, readGuardrail } from "../developers/environment.js";
import type { OnboardResult, Onboarded } from "../developers/onboard.js";
import type { OnboardRequest } from "../developers/request.js";
import { renderEnvironment } from "../env/formats.js";
import { counted } from "../counted.js";
import { Interrupted, KnownError } from "../errors.js";
import type { Context } from "./context.js";
import { explained } from "./stack-session.js";

/**
 * The result of onboarding one developer: the environment, ready to be pasted.
 * @throws KnownError when it is not complete
 */
export async function reportOne(cx: Context, aws: Aws, config: Config, done: Onboarded): Promise<void> {
  const [result] = done.results;
  if (result === undefined || result.status === "failed" || result.status === "skipped")
    throw notDone(cx, result);
  const guardrail = await explained(config.region, () => readGuardrail(aws, config));
  const { developer, profiles, status } = result;
  const environment = developerEnvironment(config, developer, profiles, {
    accountId: done.session.stack.account,
    ...(guardrail === undefined ? {} : { guardrail }),
  });
  for (const note of environment.notes) cx.say(note);
  for (const warning of environment.warnings) cx.warn(warning);
  const document = { user: developer.user, profiles, created: status === "created", env: environment.env };
  cx.result(document, renderEnvironment("shell", environment));
}

function notDone(cx: Context, result: OnboardResult | undefined): KnownError {
  const again = "run the same command again; the YAML was not changed";
  if (cx.io.signal.aborted) return new Interrupted("interrupted before it was complete", again);
  return new KnownError("onboarding_failed", result?.error ?? "not done", again);
}

const COLORS = {
  created: "green",
  updated: "green",
  unchanged: "dim",
  failed: "red",
  skipped: "dim",
} as const;

/** The result of a whole file, one line a row. */
export function reportRows(
  cx: Context,
  requests: readonly OnboardRequest[],
  results: readonly OnboardResult[],
): void {
  const byUser = new Map(results.map((result) => [result.developer.user, result]));
  const rows = requests.flatMap(({ user, line = 0 }) => {
    const result = byUser.get(user);
    if (result === undefined) return [];
    const { status, profiles, error } = result;
    return [{ line, user, status, profiles, ...(error === undefined ? {} : { error }) }];
  });
  const count = (status: keyof typeof COLORS) => rows.filter((row) => row.status === status).length;
  const summary = {
    created: count("created"),
    updated: count("updated"),
    unchanged: count("unchanged"),
    failed: count("failed"),
    ...(cx.io.signal.aborted ? { skipped: count("skipped") } : {}),
  };
  const begun = rows.filter(({ status }) => status !== "skipped");
  const lines = begun.map((row) => {
    const why = row.error === undefined ? "" : `: ${row.error}`;
    const profiles = counted(Object.keys(row.profiles).length, "profile");
    return `${cx.paint(COLORS[row.status], row.status.padEnd(9))} ${row.user} (${profiles})${why}`;
  });
  const closing = Object.entries(summary).map(([status, n]) => `${n} ${status}`);
  if (cx.io.signal.aborted) {
    const complete = begun.length - summary.failed;
    cx.say(
      `Interrupted: ${complete} of ${counted(rows.length, "developer")} are complete and in ${cx.configPath()}; ` +
        "run the same command again for the others.",
    );
  }
  cx.result(
    { rows, summary },
    `${lines.map((line) => `${line}\n`).join("")}${cx.paint("bold", `${closing.join(", ")}.`)}\n`,
  );
}
