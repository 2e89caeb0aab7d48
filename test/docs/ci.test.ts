import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { buildProgram } from "../../src/cli.js";
import { RECORDED } from "../../src/commands/planning-options.js";
import { normalizeSandbox } from "../../src/commands/sandbox-option.js";
import { packageRoot } from "../../src/package.js";

const page = (name: string) => readFileSync(join(packageRoot(), name), "utf8");
const blocks = [...page("docs/ci.md").matchAll(/```yaml\n([\s\S]*?)```\n/g)].map(([, text = ""]) => text);

/** The command lines of a text, as words after `ccb`. */
function commandLines(text: string): string[][] {
  return [...text.matchAll(/npx --no ccb ([^\n`;|#]*)/g)].map(([, words = ""]) => words.trim().split(" "));
}

describe("the pipelines", () => {
  test("are YAML with jobs", () => {
    expect(blocks).toHaveLength(2);
    const [github, gitlab] = blocks.map((text) => parse(text) as Record<string, unknown>);
    expect(github).toMatchObject({ jobs: { plan: { steps: expect.any(Array) }, apply: { needs: "plan" } } });
    expect(gitlab).toMatchObject({ plan: { stage: "plan" }, apply: { stage: "apply" } });
  });

  test.each(commandLines(page("docs/ci.md")).map((words) => [words.join(" "), words] as const))(
    "give a command line that exists: ccb %s",
    async (_line, words) => {
      const program = buildProgram(() => async () => {}).exitOverride();
      for (const command of program.commands) command.exitOverride();
      await program.parseAsync(normalizeSandbox(words, program), { from: "user" });
    },
  );

  test("validate, plan, show and apply", () => {
    const commands = new Set(commandLines(page("docs/ci.md")).map(([command]) => command));
    expect([...commands].toSorted()).toEqual(["apply", "plan", "show", "status", "validate"]);
  });
});

test.each([
  ["docs/ci.md", /^A plan keeps the options it was made with \((.*?)\)/ms],
  ["docs/commands.md", /a saved plan is applied only .*?\. It\s+keeps (.*?) as it was made with/s],
])("%s names all options that a saved plan keeps", (name, sentence) => {
  const [, list = ""] = sentence.exec(page(name)) ?? [];
  const named = [...list.matchAll(/`(--[a-z-]+)`/g)].map(([, flag]) => flag);
  expect(named).toEqual(Object.values(RECORDED));
});

test("every page is in README's table", () => {
  const readme = page("README.md");
  for (const file of readdirSync(join(packageRoot(), "docs"))) expect(readme).toContain(`](docs/${file})`);
});
