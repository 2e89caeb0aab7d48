import { anyText, choice, list, mapping, oneOrMore, section, text } from "./fields.js";

const aliases = list("model aliases", text("a model alias"));

export const tags = mapping("tag keys to tag values", anyText("a tag value (text)"));

export const models = mapping(
  "aliases to { copyFrom: … }",
  section({
    copyFrom: text("a system profile id, a model id or an ARN").describe(
      "What the alias's profiles are copied from: a system profile id (us.anthropic.…), a model id (anthropic.claude-…) or the ARN of either.",
    ),
    context: choice(["1m"])
      .optional()
      .describe("1m: Claude Code asks for the window of a million tokens. Left out: the model's usual one."),
  }),
);

export const defaults = section({
  team: text("a team name").default("engineering").describe("Team tag of a developer that names none."),
  project: text("a project name")
    .default("claude-code")
    .describe("Project tag of a developer that names none."),
  costCenter: text("a cost centre")
    .default("CC-1001")
    .describe("CostCenter tag of a developer that names none."),
  models: aliases
    .optional()
    .describe(
      "Model aliases of a developer that names none; the first is the main model. Left out: every alias, in order.",
    ),
});

const developer = section({
  team: text("a team name").optional().describe("Team tag of the developer's profiles."),
  project: text("a project name").optional().describe("Project tag of the developer's profiles."),
  costCenter: text("a cost centre").optional().describe("CostCenter tag of the developer's profiles."),
  models: aliases.optional().describe("Model aliases, one profile each; the first is the main model."),
  description: text("a description")
    .optional()
    .describe("Description of the developer's profiles, 1 to 200 characters."),
  principal: oneOrMore("principals", text("an IAM principal ARN or a sign-in name"))
    .optional()
    .describe(
      "Who the developer is in the logs, where that is not the developer's name, or a list: sign-in names such as an e-mail address, of which Identity Center knows the first, and ARNs; that of a role stands for all its sessions.",
    ),
  tags: tags.optional().describe("Further tags of the developer's profiles."),
});

export const developers = mapping("developer names to settings", developer.nullable());
