import type { Ora } from "ora";

/** Starts a line on standard error that is redrawn. @param color ora itself does not look at NO_COLOR */
export async function startSpinner(text: string, color: boolean): Promise<Ora> {
  const { default: ora } = await import("ora");
  return ora({ text, discardStdin: false, ...(color ? {} : { color: false }) }).start();
}
