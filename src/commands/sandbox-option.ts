import type { Command } from "commander";

/**
 * Settles whether the word after `--sandbox` is its folder: not when it is an option or a command, and after a command
 * that takes an argument only when it looks like a path. Without a folder the option becomes an empty text: the account
 * is then kept beside the YAML, which is not known yet.
 */
export function normalizeSandbox(argv: readonly string[], program: Command): string[] {
  const commands = new Map(program.commands.map((command) => [command.name(), command]));
  let current: Command | undefined;
  const result: string[] = [];
  for (let i = 0; i < argv.length; i += 1) {
    const word = argv[i] ?? "";
    if (word !== "--sandbox") {
      current ??= commands.get(word);
      result.push(word);
      continue;
    }
    const next = argv[i + 1];
    const isOption = next === undefined || next.startsWith("-");
    const isCommand = next !== undefined && current === undefined && commands.has(next);
    const isArgument =
      next !== undefined && (current?.registeredArguments.length ?? 0) > 0 && !/[./\\]/.test(next);
    if (isOption || isCommand || isArgument) {
      result.push("--sandbox=");
    } else {
      result.push(`--sandbox=${next}`);
      i += 1;
    }
  }
  return result;
}
