import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { environmentOf } from "../../../src/env/environment.js";
import { shell } from "../../../src/env/formats/shell.js";
import { alice, variables } from "../sample.js";
import { environments, installed, variablesAfter } from "./read-back.js";

const SHELLS: [program: string, ...options: string[]][] = [["sh"], ["bash"], ["zsh", "-f"]];

describe.each(SHELLS)("%s", (program, ...options) => {
  test.skipIf(!installed(program))("has every value as it was after eval", () => {
    fc.assert(
      fc.property(environments, (env) => {
        const text = shell.render(variables(env));
        expect(variablesAfter(program, [...options, "-c", 'eval "$(cat)"; env -0'], text)).toEqual(env);
      }),
      { numRuns: 30 },
    );
  });
});

test("one plain statement a variable", () => {
  const lines = shell.render(environmentOf(alice())).split("\n");
  expect(lines[0]).toBe("export CLAUDE_CODE_USE_BEDROCK='1'");
  expect(lines).toContain("export ANTHROPIC_DEFAULT_OPUS_MODEL_NAME='Opus 4.6'");
  expect(lines.at(-1)).toBe("");
});
