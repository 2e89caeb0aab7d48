import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { countAttempts } from "../developers/company.js";
import { ccb, workspace } from "../support/cli.js";
import { SMALL } from "../support/yaml.js";

it("names what the YAML has of a kind, without a call", async () => {
  const { ccb: run } = workspace(SMALL);
  const attempts = countAttempts();
  expect(await run("complete developers")).toMatchObject({ code: 0, out: "alice\n" });
  expect((await run("complete models --json")).json()).toEqual({ words: ["sonnet"] });
  expect(attempts.all()).toBe(0);
});

it("finds the YAML in a folder above", async () => {
  const { cwd } = workspace(SMALL);
  mkdirSync(join(cwd, "a"));
  expect(await ccb("--quiet complete developers", { cwd: join(cwd, "a") })).toMatchObject({
    out: "alice\n",
    err: "",
  });
});

it.each([
  ["a YAML that is not valid", "developers: { alice: {}, bob: 3 }\nregion: nowhere\n", "alice\nbob\n"],
  [
    "names that a shell could take for more",
    "developers: { 'a;b': {}, '$x': {}, \"a\\nb\": {}, ok: {} }\n",
    "ok\n",
  ],
  ["names twice", "developers: { a: { team: x }, b: { team: x } }\n", "a\nb\n"],
  ["a list where a mapping belongs", "developers: [a]\n", ""],
  ["no mapping", "- a\n", ""],
  ["broken YAML", "developers: { alice: {} }\nx: [\n", "alice\n"],
])("makes do with %s", async (_name, yaml, out) => {
  expect(await workspace(yaml).ccb("complete developers")).toMatchObject({ code: 0, out });
});

it("says nothing of a file that is not there, nor of an unknown kind", async () => {
  expect(await ccb("complete developers")).toMatchObject({ code: 0, out: "", err: "" });
  expect(await workspace(SMALL).ccb("complete toString")).toMatchObject({ code: 0, out: "" });
});

it("is not in the help", async () => {
  expect((await ccb("--help")).out).not.toMatch(/^ *complete/m);
});
