import { styleText } from "node:util";

type Format = Parameters<typeof styleText>[0];

/** Colours text, or leaves it alone. */
export type Style = (format: Format, text: string) => string;

export function style(enabled: boolean): Style {
  return enabled
    ? (format, text) => styleText(format, text, { validateStream: false })
    : (_format, text) => text;
}
