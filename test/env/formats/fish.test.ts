import fc from "fast-check";
import { expect, test } from "vitest";
import { fish } from "../../../src/env/formats/fish.js";
import { variables } from "../sample.js";
import { environments, installed, variablesAfter } from "./read-back.js";

test.skipIf(!installed("fish"))("fish has every value as it was after source", () => {
  fc.assert(
    fc.property(environments, (env) => {
      const text = fish.render(variables(env));
      expect(variablesAfter("fish", ["--no-config", "-c", "cat | source; env -0"], text)).toEqual(env);
    }),
    { numRuns: 20 },
  );
});

test("quotes and backslashes are escaped, nothing else", () => {
  const env = { A: String.raw`it's \ "$x" (y)` };
  expect(fish.render(variables(env))).toBe(String.raw`set -gx A 'it\'s \\ "$x" (y)'` + "\n");
});
