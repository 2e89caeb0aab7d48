import type { Environment } from "../environment.js";
import type { Format } from "./format.js";

/** The profile for `~/.aws/config`. A setting whose value is not known stands there as a comment to be completed. */
export const awsConfig: Format = {
  render: (environment) =>
    environment.awsConfig
      .map(({ heading, settings }) => {
        const lines = Object.entries(settings).map(([key, value]) =>
          value === undefined ? `# ${key} =` : `${key} = ${value}`,
        );
        return `[${heading}]\n${lines.join("\n")}\n`;
      })
      .join("\n"),
  document: ({ env, awsConfig: sections }) => ({
    env,
    awsConfig: Object.fromEntries(
      sections.map(({ heading, settings }) => [
        heading,
        Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, value ?? null])),
      ]),
    ),
  }),
  notes: (environment) => {
    const missing = unknownSettings(environment);
    return missing.length === 0 ? [] : [`fill in before use: ${missing.join(", ")}`];
  },
};

function unknownSettings({ awsConfig: sections }: Environment): string[] {
  return sections.flatMap(({ settings }) =>
    Object.keys(settings).filter((key) => settings[key] === undefined),
  );
}
