import { choice, mapping, number, section, whole } from "./fields.js";

const price = () => number("a price in USD per million tokens", 0).optional();

const classes = {
  input: price().describe("USD per million input tokens."),
  output: price().describe("USD per million output tokens."),
  cacheRead: price().describe("USD per million tokens read from the prompt cache."),
  cacheWrite5m: price().describe("USD per million tokens written to the 5-minute cache."),
  cacheWrite1h: price().describe("USD per million tokens written to the 1-hour cache."),
};

const prices = section({
  ...classes,
  longPromptAboveTokens: whole("tokens", 1)
    .optional()
    .describe("Prompts of more tokens than this (input, cache reads and cache writes) cost `longPrompt`."),
  longPrompt: section(classes)
    .optional()
    .describe("Prices of calls with a long prompt, by the same classes; the others stay as they are."),
});

const pricing = section({
  discountPercent: number("a percentage", 0, 100)
    .default(0)
    .describe("Discount on list prices, per cent, for accounts with a private offer."),
  cacheWriteTtl: choice(["5m", "1h"])
    .default("5m")
    .describe("Cache lifetime assumed where the log does not tell 5-minute from 1-hour writes."),
  overrides: mapping("model ids to prices", prices)
    .default({})
    .describe("Prices that replace the built-in ones, by model id. Only the prices named change."),
});

export const report = section({ pricing: pricing.prefault({}).describe("How calls are priced.") });
