import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";

/** Texts a variable may have: all of Unicode but NUL, with what is special to some shell over-represented. */
const value = fc.oneof(
  fc.string({
    unit: fc.constantFrom(
      ..."'\"`$!\\\n\r\t #;&|<>(){}[]*?~=%,^@:-a1é€😀\u2018\u2019\u201A\u201B\u201C\u00A0",
    ),
  }),
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }).map((text) => text.replaceAll("\0", "")),
);

/** Environments of a handful of variables `V0`, `V1`, …. */
export const environments = fc
  .array(value, { minLength: 1, maxLength: 20 })
  .map((values) => Object.fromEntries(values.map((text, i) => [`V${i}`, text])));

/** Whether a program is installed. */
export function installed(program: string): boolean {
  return spawnSync(program, ["-c", "exit 0"]).error === undefined;
}

/** Gives `text` on standard input to a program that ends in `env -0`, and reads the variables `V…` it then has. */
export function variablesAfter(program: string, args: string[], text: string): Record<string, string> {
  const out = execFileSync(program, args, {
    input: text,
    env: cleanEnv(),
    stdio: ["pipe", "pipe", "inherit"],
  });
  return Object.fromEntries(
    out
      .toString()
      .split("\0")
      .filter((entry) => /^V\d+=/.test(entry))
      .map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
  );
}

/** As `variablesAfter`, in PowerShell: a pipe of lines, as `… | Invoke-Expression` gets it. */
export function variablesAfterPowerShell(program: string, text: string): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), "ccb-"));
  const [script, result] = [join(folder, "script"), join(folder, "result")];
  writeFileSync(script, text);
  const command = [
    `Get-Content -LiteralPath '${script}' -Encoding utf8 | Invoke-Expression`,
    `$all = [Environment]::GetEnvironmentVariables() | ConvertTo-Json`,
    `[IO.File]::WriteAllText('${result}', $all)`,
  ].join("; ");
  execFileSync(program, ["-NoProfile", "-NonInteractive", "-Command", command], { env: cleanEnv() });
  const all = JSON.parse(readFileSync(result, "utf8")) as Record<string, string>;
  rmSync(folder, { recursive: true });
  return Object.fromEntries(Object.entries(all).filter(([name]) => /^V\d+$/.test(name)));
}

function cleanEnv(): NodeJS.ProcessEnv {
  return { PATH: process.env["PATH"], HOME: tmpdir(), LC_ALL: "C.UTF-8" };
}
