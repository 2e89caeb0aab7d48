import type { OnboardResult } from "../developers/onboard.js";
import type { OnboardRequest } from "../developers/request.js";
import type { Environment } from "../env/environment.js";
import { renderEnvironment } from "../env/formats.js";
import type { Context } from "./context.js";

/** The result of onboarding one developer: the environment, ready to be pasted. */
export function reportOne(cx: Context, result: OnboardResult, environment: Environment): void {
  const { developer, profiles, created } = result;
  for (const warning of environment.warnings) cx.warn(warning);
  const document = { user: developer.user, profiles, created, env: environment.env };
  cx.result(document, renderEnvironment("shell", environment));
}

/** The result of a whole file, one line a row. */
export function reportRows(
  cx: Context,
  requests: readonly OnboardRequest[],
  results: readonly OnboardResult[],
): void {
  const byUser = new Map(results.map((result) => [result.developer.user, result]));
  const rows = requests.map(({ user, line }) => {
    const result = byUser.get(user);
    const status =
      result?.error !== undefined ? "failed" : result?.created === true ? "created" : "unchanged";
    const error = result?.error === undefined ? {} : { error: result.error };
    return { line: line ?? 0, user, status, profiles: result?.profiles ?? {}, ...error };
  });
  const count = (status: string) => rows.filter((row) => row.status === status).length;
  const summary = { created: count("created"), unchanged: count("unchanged"), failed: count("failed") };
  const colors = { created: "green", unchanged: "dim", failed: "red" } as const;
  const lines = rows.map((row) => {
    const color = colors[row.status as keyof typeof colors];
    const why = row.error === undefined ? "" : `: ${row.error}`;
    return `${cx.paint(color, row.status.padEnd(9))} ${row.user} (${Object.keys(row.profiles).length} profiles)${why}`;
  });
  const closing = `${summary.created} created, ${summary.unchanged} unchanged, ${summary.failed} failed.`;
  cx.result({ rows, summary }, `${lines.join("\n")}\n${cx.paint("bold", closing)}\n`);
}
