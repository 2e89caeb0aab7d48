const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A bar for a share of 0 to 1, as wide as `columns` at most; what is not nothing shows. */
export function bar(share: number, columns: number): string {
  const eighths = Math.min(columns * 8, Math.round(Math.max(0, share) * columns * 8));
  const shown = share > 0 ? Math.max(1, eighths) : 0;
  return "█".repeat(Math.floor(shown / 8)) + (EIGHTHS[shown % 8] ?? "");
}
