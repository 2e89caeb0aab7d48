import fc from "fast-check";
import { expect, test } from "vitest";
import { powershell } from "../../../src/env/formats/powershell.js";
import { variables } from "../sample.js";
import { environments, installed, variablesAfterPowerShell } from "./read-back.js";

test.skipIf(!installed("pwsh"))("PowerShell has every value as it was after Invoke-Expression", () => {
  fc.assert(
    fc.property(environments, (env) => {
      const kept = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
      expect(variablesAfterPowerShell("pwsh", powershell.render(variables(env)))).toEqual(kept);
    }),
    { numRuns: 10 },
  );
});

test.each([
  ["plain", "'plain'"],
  ["", "''"],
  ["it's", "'it''s'"],
  ["\u2018a\u2019 \u201Ab\u201B", "'\u2018\u2018a\u2019\u2019 \u201A\u201Ab\u201B\u201B'"],
  ['$x `n "q"', "'$x `n \"q\"'"],
  ["a: 1\nb: 2", "'a: 1' + \"`n\" + 'b: 2'"],
  ["\r\n", '"`r" + "`n"'],
])("%j is written %s", (value, expected) => {
  expect(powershell.render(variables({ A: value }))).toBe(`$env:A = ${expected}\n`);
});

test("a statement never spans lines, as a pipe hands over one line at a time", () => {
  fc.assert(
    fc.property(environments, (env) => {
      const lines = powershell.render(variables(env)).split(/\r\n|\r|\n/);
      expect(lines.filter((line) => line.startsWith("$env:V"))).toHaveLength(Object.keys(env).length);
      expect(lines).toHaveLength(Object.keys(env).length + 1);
    }),
  );
});
