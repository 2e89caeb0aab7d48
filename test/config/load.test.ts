import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addDeveloper, removeDeveloper } from "../../src/config/edit/developer.js";
import { loadConfig, parseConfig } from "../../src/config/load.js";
import { formatProblem } from "../../src/config/problem.js";
import { BASE, NEXT, textOf } from "./base.js";
import { BROKEN_STRUCTURE } from "./broken-structure.js";
import { BROKEN_VALUES } from "./broken-values.js";

describe("a broken file", () => {
  it.each(
    [...BROKEN_STRUCTURE, ...BROKEN_VALUES].map(
      (row) => [`${String(row[2])} | ${textOf(row[0]).slice(-60)}`, row] as const,
    ),
  )("%s", (_title, [text, line, message, path]) => {
    const parsed = parseConfig(textOf(text), "ccb.yaml");
    const told = parsed.problems.map((problem) => formatProblem("ccb.yaml", problem));
    expect(told, told.join("\n")).toHaveLength(1);
    const [problem] = parsed.problems;
    expect(problem?.message).toMatch(message);
    expect(problem?.line, told.join("\n")).toBe(line);
    if (path !== undefined) expect(problem?.path).toBe(path);
    expect(parsed.config).toBeUndefined();
  });
});

describe("several faults", () => {
  it("are all reported, in the order of the file, and none follows from another", () => {
    const text = [
      "version: 1",
      "region: us-esat-1",
      "models:",
      "  opus: { copyFrom: 5 }",
      "logging:",
      '  retentionDays: "thirty"',
      "  bucketPrefix: Acme",
      "developers:",
      "  alice: { temas: x, models: [opus, nope] }",
      "  chris@example.com: {}",
      "budgets:",
      "  emails: [nobody, 5]",
      "",
    ].join("\n");
    const { problems } = parseConfig(text, "ccb.yaml");
    expect(problems.map(({ line, path }) => `${line} ${path}`)).toEqual([
      "2 region",
      "4 models.opus.copyFrom",
      "6 logging.retentionDays",
      "7 logging.bucketPrefix",
      "9 developers.alice.temas",
      "9 developers.alice.models[1]",
      '10 developers["chris@example.com"]',
      "12 budgets.emails[0]",
      "12 budgets.emails[1]",
    ]);
  });

  it("before a syntax error are reported with it, and nothing is called missing", () => {
    const { problems } = parseConfig("version: 1\nregon: us-east-1\ntags: { a: b\n", "ccb.yaml");
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining("unknown key `regon`"),
      expect.stringContaining("invalid YAML"),
    ]);
  });

  it("do not hide what a broken Region has nothing to do with", () => {
    const { problems } = parseConfig(`${BASE.replace("us-east-1", "7")}defaults: { models: [nope] }\n`, "f");
    expect(problems.map(({ path }) => path)).toEqual(["region", "defaults.models[0]"]);
  });
});

function at(added: string): string[] {
  return parseConfig(BASE + added, "f").problems.map(({ line, column }) => `${line - NEXT}:${column}`);
}

describe("positions", () => {
  it("point at the key when it is unknown", () => expect(at("budgets:\n  emial: []\n")).toEqual(["1:3"]));
  it("point at the value when it is bad", () => expect(at("budgets:\n  monthly: much\n")).toEqual(["1:12"]));
  it("point at the parent key when one is missing", () => {
    expect(at("budgets:\n  teams:\n    a:\n      amount: 3\n")).toEqual(["2:5"]);
  });
  it("count columns in a file with Windows line ends", () => {
    const [problem] = parseConfig(
      `${BASE}budgets:\n  monthly: much\n`.replaceAll("\n", "\r\n"),
      "f",
    ).problems;
    expect(problem).toMatchObject({ line: 9, column: 12 });
  });
  it("follow an alias to the text that is wrong, and a merge key too", () => {
    expect(at("developers:\n  a: &x { models: [nope] }\n  b: *x\n")).toEqual(["1:20", "1:20"]);
    expect(at("developers:\n  a: &x\n    models: [nope]\n  b:\n    <<: *x\n    team: t\n")).toEqual([
      "2:14",
      "2:14",
    ]);
    expect(at("developers:\n  a: &x { models: [nope] }\n  b: { <<: [*x] }\n")).toEqual(["1:20", "1:20"]);
  });
  it("are offered for any path", () => {
    const { locate } = parseConfig(`${BASE}developers:\n  alice:\n    models: [opus, haiku]\n`, "f");
    expect(locate(["developers", "alice", "models", 1])).toEqual({ line: 10, column: 20 });
    expect(locate(["developers", "alice", "team"])).toEqual({ line: 9, column: 3 });
    expect(locate(["budgets", "monthly"])).toEqual({ line: 1, column: 1 });
  });
});

describe("anchors and merge keys", () => {
  it("are read as YAML means them", () => {
    const text = `${BASE}developers:\n  a: &r { team: research, models: [haiku] }\n  b: *r\n  c: { <<: *r, team: data }\n`;
    expect(parseConfig(text, "f").config?.developers).toEqual({
      a: { team: "research", models: ["haiku"] },
      b: { team: "research", models: ["haiku"] },
      c: { team: "data", models: ["haiku"] },
    });
  });

  it("cannot be used to exhaust the memory", () => {
    const levels = Array.from(
      { length: 9 },
      (_, n) =>
        `b${n}: &b${n} [${Array(9)
          .fill(n === 0 ? "x" : `*b${n - 1}`)
          .join(",")}]`,
    );
    const { problems } = parseConfig(`${levels.join("\n")}\n`, "f");
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(/cannot be expanded: excessive alias count/);
  });
});

describe("keys", () => {
  it("that look like numbers or words are kept as they are written, in quotes all of them", () => {
    const keys = ["7", "42", "true", '"007"', "'1e3'", '"0x1F"', '"null"', "yes", "1_000"];
    const developers = keys.map((key) => `  ${key}: {}\n`).join("");
    const { config, problems } = parseConfig(
      `${BASE}developers:\n${developers.replace("  1.5: {}\n", "")}`,
      "f",
    );
    expect(problems).toEqual([]);
    const plain = keys.map((key) => key.replaceAll(/["']/g, ""));
    expect(Object.keys(config?.developers ?? {}).toSorted()).toEqual(plain.toSorted());
  });

  it.each(["007", "1e3", "0x1F", "7", "true", "null", "True", "yes", "1 5"])(
    "a developer called %s keeps that name when added, and can be removed",
    (user) => {
      const added = addDeveloper(BASE, user, { team: user });
      const { config, problems } = parseConfig(added, "f");
      expect(problems).toEqual([]);
      expect(config?.developers).toMatchObject({ [user]: { team: user } });
      expect(parseConfig(removeDeveloper(added, user), "f").config?.developers).toEqual({});
    },
  );
});

describe("nesting", () => {
  it.each([`tags: ${"{a: ".repeat(3000)}1${"}".repeat(3000)}\n`, "[".repeat(20_000)])(
    "too deep is one problem",
    (text) => {
      expect(parseConfig(text, "f").problems).toHaveLength(1);
    },
  );
});

describe("empty sections", () => {
  it("mean the same as leaving them out", () => {
    const sections =
      "tags:\ndevelopers:\nfoundation:\nbudgets:\n  teams:\n  emails:\nguardrail:\n  topics:\n";
    expect(parseConfig(BASE + sections, "f").config).toEqual(parseConfig(BASE, "f").config);
  });
});

describe("overrides", () => {
  it("replace the Region before anything is checked", () => {
    expect(parseConfig(BASE, "f", { region: "us-west-2" }).config?.region).toBe("us-west-2");
    expect(
      parseConfig(BASE.replace("region: us-east-1\n", ""), "f", { region: "us-west-2" }).config?.region,
    ).toBe("us-west-2");
    const { problems } = parseConfig(BASE, "f", { region: "eu-west-1" });
    expect(problems.map(({ path }) => path)).toEqual(["models.opus.copyFrom", "models.haiku.copyFrom"]);
  });
});

describe("reading a file", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ccb-config-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const problemOf = (content: Buffer | string): string => {
    const file = join(folder, "ccb.yaml");
    writeFileSync(file, content);
    const { problems } = loadConfig(file);
    expect(problems).toHaveLength(1);
    return problems[0]?.message ?? "";
  };

  it("accepts a byte order mark", () => {
    const file = join(folder, "ccb.yaml");
    writeFileSync(file, `\uFEFF${BASE}`);
    expect(loadConfig(file).problems).toEqual([]);
  });
  it("says what to do about a file that is not there", () => {
    const { problems } = loadConfig(join(folder, "none.yaml"));
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining("run `ccb init`")]);
  });
  it("says that a folder is a folder", () => {
    mkdirSync(join(folder, "ccb.yaml"));
    expect(loadConfig(join(folder, "ccb.yaml")).problems[0]?.message).toMatch("this is a folder");
  });
  it("names the encoding it cannot read", () => {
    expect(problemOf(Buffer.from(`\uFEFF${BASE}`, "utf16le"))).toMatch("UTF-16");
    expect(problemOf(Buffer.from("tags: { a: \xfc }\n", "latin1"))).toMatch("not UTF-8");
  });
});
