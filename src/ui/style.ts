import { styleText } from "node:util";
import { own } from "./for-terminal.js";

type Format = Parameters<typeof styleText>[0];

/** Colours text, or leaves it alone. */
export type Style = (format: Format, text: string) => string;

/** The sequences are marked as ccb's own: see `forTerminal`, through which they reach the terminal. */
export function style(enabled: boolean): Style {
  return enabled ? painted : (_format, text) => text;
}

const TEXT = "\u0000";

function painted(format: Format, text: string): string {
  const [open = "", close = ""] = styleText(format, TEXT, { validateStream: false }).split(TEXT);
  return own(open) + text + own(close);
}
