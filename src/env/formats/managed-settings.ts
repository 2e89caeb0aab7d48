import type { Format } from "./format.js";
import { settings } from "./settings.js";

/** Where Claude Code looks for them. Source: code.claude.com/docs/en/settings, "Settings files". */
const PLACES = [
  ["macOS", "/Library/Application Support/ClaudeCode/managed-settings.json"],
  ["Linux and WSL", "/etc/claude-code/managed-settings.json"],
  ["Windows", String.raw`C:\Program Files\ClaudeCode\managed-settings.json`],
];

/** The settings as an administrator puts them on a machine; nobody who uses it can change them. */
export const managedSettings: Format = {
  ...settings,
  notes: () => [
    "managed settings belong in:",
    ...PLACES.map(([system, path]) => `  ${system}: ${path}`),
    "or in a file of their own in the folder managed-settings.d beside it",
  ],
};
