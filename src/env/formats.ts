import type { Environment } from "./environment.js";
import { awsConfig } from "./formats/aws-config.js";
import { dotenv } from "./formats/dotenv.js";
import { fish } from "./formats/fish.js";
import type { Format } from "./formats/format.js";
import { json } from "./formats/json.js";
import { managedSettings } from "./formats/managed-settings.js";
import { powershell } from "./formats/powershell.js";
import { settings } from "./formats/settings.js";
import { shell } from "./formats/shell.js";

const BY_NAME = {
  shell,
  fish,
  powershell,
  dotenv,
  json,
  settings,
  "managed-settings": managedSettings,
  "aws-config": awsConfig,
} satisfies Record<string, Format>;

export type FormatName = keyof typeof BY_NAME;

/** Names of the formats; the first is the default. */
export const FORMATS = Object.keys(BY_NAME) as FormatName[];

/** The environment as text in a format, with a newline at its end. */
export function renderEnvironment(format: FormatName, environment: Environment): string {
  return BY_NAME[format].render(environment);
}

/** The same as one JSON document; the variables are in each, whatever else is. */
export function environmentDocument(
  format: FormatName,
  environment: Environment,
): { env: Environment["env"] } {
  const { document }: Format = BY_NAME[format];
  return document?.(environment) ?? { env: environment.env };
}

/** Lines for standard error that go with the text: where it belongs, what the format cannot say. */
export function formatNotes(format: FormatName, environment: Environment): string[] {
  const { notes }: Format = BY_NAME[format];
  return notes?.(environment) ?? [];
}
