import { expect, it } from "vitest";
import { developersOf } from "../../src/config/developers.js";
import { parseConfig } from "../../src/config/load.js";
import { BASE } from "./base.js";

it("fills in the defaults and keeps the order of the file", () => {
  const { config } = parseConfig(
    `${BASE}defaults: { team: core }
developers:
  zoe:
  bob: { team: research, models: [haiku], description: Bob B, principal: b@example.com, tags: { Level: "5" } }
`,
    "f",
  );
  const common = { project: "claude-code", costCenter: "CC-1001" };
  expect(config && developersOf(config)).toEqual([
    { user: "zoe", team: "core", ...common, models: ["opus", "haiku"], principals: [], tags: {} },
    {
      user: "bob",
      team: "research",
      ...common,
      models: ["haiku"],
      description: "Bob B",
      principals: ["b@example.com"],
      tags: { Level: "5" },
    },
  ]);
});
