import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { buildProgram } from "../../src/cli.js";
import { generatedPart } from "./page.js";
import { packageRoot } from "../../src/package.js";

const PAGE = join(packageRoot(), "docs/commands.md");
const BLOCKS = { globals: [0, 1], commands: [1, Infinity] } as const;

/** Commands that are there for people; one that scripts of ours ask is none. */
function commandsOf(program: Command): Command[] {
  return program
    .createHelp()
    .visibleCommands(program)
    .filter((command) => command.name() !== "help");
}

/** A table for each command: the program itself, then the commands in their order. */
function tables(): string[] {
  const program = buildProgram(() => async () => {});
  return [program, ...commandsOf(program)].map((command) => {
    const options = command.options.map((option) => [`\`${option.flags}\``, option.description]);
    const parameters = command.registeredArguments.map((argument) => [
      `\`${argument.required ? `<${argument.name()}>` : `[${argument.name()}]`}\``,
      argument.description,
    ]);
    const rows = [...parameters, ...options];
    return [heading(command), ...(rows.length === 0 ? [] : [table(rows)])].join("\n\n");
  });
}

function heading(command: Command): string {
  if (command.parent === null) return "";
  return `### \`ccb ${command.name()}\`\n\n${sentence(command.description())}`;
}

function sentence(text: string): string {
  return `${text[0]?.toUpperCase()}${text.slice(1)}.`;
}

/** A Markdown table, padded as the formatter pads. */
function table(rows: string[][]): string {
  const all = [["Option", "Meaning"], ...rows];
  const widths = [0, 1].map((i) => Math.max(...all.map((cells) => cells[i]?.length ?? 0)));
  const line = (cells: string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`;
  return [line(all[0] ?? []), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

test.each(["globals", "commands"] as const)("the page describes the program's %s as they are", (name) => {
  const text = tables()
    .slice(...BLOCKS[name])
    .join("\n\n")
    .trim();
  const block = new RegExp(`(<!-- ${name} -->\\n\\n)([\\s\\S]*?)(\\n\\n<!-- end -->)`);
  expect(generatedPart(PAGE, block, text)).toBe(text);
});

test("the page shows the JSON result of every command", () => {
  const page = readFileSync(PAGE, "utf8");
  const results = page.slice(page.indexOf("## Results"), page.indexOf("## Options"));
  for (const command of commandsOf(buildProgram(() => async () => {}))) {
    expect(results, command.name()).toMatch(new RegExp(`^\\| \`${command.name()}[\` ]`, "m"));
  }
});
