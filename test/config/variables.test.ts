import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDeveloper, removeDeveloper } from "../../src/config/edit/developer.js";
import { parseConfig } from "../../src/config/load.js";
import { type Env, withoutVariables } from "../../src/config/variables.js";
import { BASE, NEXT } from "./base.js";

const parse = (added: string, env: Env = {}, base = BASE) => parseConfig(base + added, "f", { env });
const problems = (added: string, env: Env = {}) =>
  parse(added, env).problems.map(({ line, column, path, message }) => [line, column, path, message]);

describe("variables in the YAML", () => {
  it("stand for texts, parts of texts and numbers, in any style", () => {
    const { config, problems: found } = parse(
      [
        "project: ${NAME}-x",
        "budgets:",
        "  monthly: ${BUDGET}",
        '  emails: ["${WHO}@example.com", b@example.com]',
        'dashboard: { enabled: "${NO:-}" }'.replace('"${NO:-}"', "true"),
        "tags:",
        "  a: '${NAME}'",
        "  b: >-",
        "    ${NAME}",
        "    and ${WHO:-nobody}",
      ].join("\n"),
      { NAME: "acme", BUDGET: "750.5", WHO: "ops" },
    );
    expect(found).toEqual([]);
    expect(config).toMatchObject({
      project: "acme-x",
      budgets: { monthly: 750.5, emails: ["ops@example.com", "b@example.com"] },
      tags: { a: "acme", b: "acme and ops" },
    });
  });

  it("have a default for when they are unset or empty", () => {
    const tags = "tags:\n  a: ${A:-one two}\n  b: ${B:-}x\n  c: ${C:-$x}\n";
    expect(parse(tags, { A: "" }).problems.map(({ path }) => path)).toEqual(["tags.c"]);
    const fine = "tags:\n  a: ${A:-one two}\n  b: ${B:-}x\n";
    expect(parse(fine, { A: "" }).config?.tags).toEqual({ a: "one two", b: "x" });
    expect(parse(fine, { A: "1a", B: "2" }).config?.tags).toEqual({ a: "1a", b: "2x" });
  });

  it("are read as if they had been written so: quotes keep a number a text", () => {
    const env = { ACCOUNT: "123456789012" };
    expect(parse('tags: { a: "${ACCOUNT}" }\n', env).config?.tags).toEqual({ a: "123456789012" });
    expect(problems("tags:\n  a: ${ACCOUNT}\n", env)).toEqual([
      [9, 6, "tags.a", expect.stringContaining('put it in quotes: "${ACCOUNT}"')],
    ]);
    expect(
      parse("foundation:\n  permissionsBoundary: ${ARN:-}\n").config?.foundation.permissionsBoundary,
    ).toBe(null);
    expect(parse("dashboard:\n  enabled: ${ON}\n", { ON: "false" }).config?.dashboard.enabled).toBe(false);
  });

  it("that are not set are told at their place, once each and nothing else about the value", () => {
    expect(problems('budgets:\n  monthly: ${BUDGET}\n  emails: [a@example.com, "x${WHO}"]\n')).toEqual([
      [
        9,
        12,
        "budgets.monthly",
        "the environment variable BUDGET is not set; set it, or write ${BUDGET:-default}",
      ],
      [10, 29, "budgets.emails[1]", expect.stringContaining("WHO is not set")],
    ]);
    expect(parse("tags:\n  a: ${toString}\n").problems).toHaveLength(1);
  });

  it.each(["${aws:username}", "${}", "${1}", "${A", "${A-b}"])(
    "refuses %s, and says how it is meant literally",
    (text) => {
      expect(problems(`tags:\n  a: "${text}"\n`, { A: "x" })).toEqual([
        [9, 7, "tags.a", expect.stringContaining("write $${ for a dollar and a brace")],
      ]);
    },
  );

  it("are left alone in keys and comments, and behind a second dollar", () => {
    const { document } = parse("tags:\n  a: 'x$${A}$' # ${B}\n");
    expect(document.toJS()).toMatchObject({ tags: { a: "x${A}$" } });
    expect(problems("tags: { '${A}': b }\n", { A: "x" })[0]?.[3]).toContain('the tag key "${A}"');
  });

  it("between braces without quotes are told to need them", () => {
    expect(problems("tags: { a: ${A} }\n", { A: "x" })[0]).toEqual([
      NEXT,
      expect.any(Number),
      "",
      expect.stringContaining("a ${NAME} needs quotes"),
    ]);
  });

  it("keep any text when their dollars are doubled", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { document } = parse(`tags: { a: ${JSON.stringify(withoutVariables(`\${${text}`))} }\n`);
        expect(document.toJS()).toMatchObject({ tags: { a: `\${${text}` } });
      }),
    );
  });

  it("stay as they are written when a developer comes and goes", () => {
    const text = `${BASE}tags:\n  a: \${A}\ndevelopers:\n  bob: { team: "\${TEAM:-x}" }\n`;
    const edited = addDeveloper(text, "zoe", { team: "yy" });
    expect(edited).toBe(`${text}  zoe: { team: yy }\n`);
    expect(removeDeveloper(edited, "zoe")).toBe(text);
  });
});
