/** The id of a Claude model on Bedrock, with or without the prefix of an inference profile. */
export const MODEL_ID =
  /^(?:[a-z]{2,6}(?:-[a-z]{3})?\.)?anthropic\.claude-[a-z0-9-]*[a-z0-9](?::[a-z0-9]+)*$/;

/** Splits `us.anthropic.claude-…` into its geography and the model id. */
export function splitModelId(id: string): { geography: string | undefined; model: string } {
  const match = /^(?:([a-z-]+)\.)?(anthropic\..+)$/.exec(id);
  return { geography: match?.[1], model: match?.[2] ?? id };
}

/** How Claude Code is asked for the long window, after the name of a model. Bedrock knows nothing of it. */
export const LONG_WINDOW = /\[1m\]$/i;
