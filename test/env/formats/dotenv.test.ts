import { parseEnv } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { environmentOf } from "../../../src/env/environment.js";
import { dotenv } from "../../../src/env/formats/dotenv.js";
import { alice, variables } from "../sample.js";
import { environments, variablesAfter } from "./read-back.js";

const written = (value: string) => dotenv.render(variables({ A: value }));

describe("dotenv", () => {
  test.each([
    ["arn:aws:bedrock:us-east-1:1:application-inference-profile/x", undefined],
    ["", undefined],
    ["user=a,team=R%26D", undefined],
    ["Opus 4.6", "'Opus 4.6'"],
    ["a # b $HOME `x` \\n", "'a # b $HOME `x` \\n'"],
    ["a: 1\nb: 2", '"a: 1\\nb: 2"'],
    ["it's", '"it\'s"'],
    ['it\'s "$x"', '"it\'s \\"\\$x\\""'],
  ])("%j is written %j, as it is where undefined", (value, expected = value) => {
    expect(written(value)).toBe(`A=${expected}\n`);
  });

  test("Node reads back every value that needs no escape, which those of a stack never do", () => {
    const { env } = environmentOf(alice({ guardrail: { id: "gr1", version: "3" }, main: "opus" }));
    expect(parseEnv(dotenv.render(variables(env)))).toEqual(env);
    fc.assert(
      fc.property(environments, (any) => {
        const plain = Object.fromEntries(
          Object.entries(any).filter(([, value]) => !(/['\r\n]/.test(value) && /[\\"$`\r]/.test(value))),
        );
        expect(parseEnv(dotenv.render(variables(plain)))).toEqual(plain);
      }),
    );
  });

  test("a shell that sources the file has every value without line breaks", () => {
    fc.assert(
      fc.property(environments, (any) => {
        const single = Object.fromEntries(Object.entries(any).filter(([, value]) => !/[\r\n]/.test(value)));
        const args = ["-c", 'set -a; eval "$(cat)"; env -0'];
        expect(variablesAfter("sh", args, dotenv.render(variables(single)))).toEqual(single);
      }),
      { numRuns: 30 },
    );
  });

  test("every variable stays on one line, for readers that go line by line", () => {
    fc.assert(
      fc.property(environments, (env) => {
        expect(dotenv.render(variables(env)).split(/[\r\n]/)).toHaveLength(Object.keys(env).length + 1);
      }),
    );
  });
});
