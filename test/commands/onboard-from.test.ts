import { describe, expect, it } from "vitest";
import { applied, company, refuseOnce } from "../developers/company.js";

interface Rows {
  rows: { line: number; user: string; status: string; profiles: Record<string, string>; error?: string }[];
  summary: Record<string, number>;
}

const PEOPLE = `user,team,project,costCenter,models,principal
dana,research,search,CC-2,sonnet haiku,
erin,,,,,
alice,,,,,
bob,platform,,,,
`;

describe("ccb onboard-dev --from FILE.csv", () => {
  it("reports each row, and running it again changes nothing", async () => {
    const { ccb, write, yaml, journal } = await applied();
    write("people.csv", PEOPLE);
    const first = await ccb("onboard-dev --from people.csv --json");
    expect(first.code).toBe(0);
    const { rows, summary } = first.json<Rows>();
    expect(
      rows.map(({ line, user, status, profiles }) => [line, user, status, Object.keys(profiles).length]),
    ).toEqual([
      [2, "dana", "created", 2],
      [3, "erin", "created", 3],
      [4, "alice", "unchanged", 3],
      [5, "bob", "updated", 2],
    ]);
    expect(summary).toEqual({ created: 2, updated: 1, unchanged: 1, failed: 0 });
    expect(yaml()).toContain(
      "  dana: { team: research, project: search, costCenter: CC-2, models: [sonnet, haiku] }\n  erin: {}\n",
    );
    expect((await ccb("plan --detailed-exitcode")).code).toBe(0);
    const before = [yaml(), journal()];
    const again = await ccb("onboard-dev --from people.csv");
    expect(again.out).toMatch(/0 created, 0 updated, 4 unchanged, 0 failed\.\n$/);
    expect([yaml(), journal()]).toEqual(before);
  });

  it.each([
    ["a byte order mark and CRLF", `\uFEFF${PEOPLE.replaceAll("\n", "\r\n")}`],
    ["quotes, blanks, other order and case", 'Team , "USER"\n"research","dana"\n , erin\n\n,\n'],
    ["no line end at the end, bars between models", "user,models\ndana,sonnet|haiku\nerin,opus; haiku"],
  ])("reads a file with %s", async (_name, text) => {
    const { ccb, write, yaml } = await applied();
    write("people.csv", text);
    expect((await ccb("onboard-dev --from people.csv")).code).toBe(0);
    expect(yaml()).toMatch(/^ {2}dana: .*\n {2}erin: .*\n$/m);
  });

  it("takes several principals of a cell", async () => {
    const { ccb, write, yaml } = await applied();
    write(
      "people.csv",
      "user,principal\ndana,dana@example.com; arn:aws:iam::123456789012:role/dana\nerin,erin@example.com;\n",
    );
    expect((await ccb("onboard-dev --from people.csv")).code).toBe(0);
    expect(yaml()).toContain("dana: { principal: [dana@example.com, arn:aws:iam::123456789012:role/dana] }");
    expect(yaml()).toContain("erin: { principal: erin@example.com }");
  });

  it("names every problem at once at its line, and touches nothing", async () => {
    const { ccb, write, yaml, journal } = await applied();
    write(
      "people.csv",
      `user,team,models,principal
dana@example.com,,,
erin,,opsu,
frank,R&D,,
grace,,,
Grace,,,
,research,,
heidi,,,bob
"ivan
jr",,,
judy,a,b,c,d
${"k".repeat(70)},,,
`,
    );
    const before = [yaml(), journal()];
    const result = await ccb("onboard-dev --from people.csv --json");
    expect(result.code).toBe(3);
    const { error } = result.json<{
      error: { code: string; details: { line: number; message: string }[] };
    }>();
    expect(error.code).toBe("bad_csv");
    const found = error.details.map(({ line, message }) => `${line} ${message}`);
    for (const expected of [
      /^2 .*e-mail address.*--principal dana@example.com/,
      /^3 "opsu" is not an alias.*opus/,
      /^4 "R&D" cannot be a tag value/,
      /^6 "Grace" is in line 5 already/,
      /^7 a developer needs a name/,
      /^8 "bob" is already the principal of `bob`/,
      /^10 "ivan\njr" cannot be part/,
      /^11 5 cells where the heading has 4/,
      /^12 .*Bedrock accepts 64/,
    ]) {
      expect(found).toContainEqual(expect.stringMatching(expected));
    }
    expect(found.map((text) => Number.parseInt(text, 10))).toEqual([2, 3, 4, 6, 7, 8, 10, 11, 12, 12, 12]);
    expect([yaml(), journal()]).toEqual(before);
    const text = await ccb("onboard-dev --from people.csv");
    expect(text.err).toMatch(/^.*people\.csv:2:1: .*\npeople\.csv:3:1: /m);
  });

  it.each([
    ["semicolons", "user;team\ndana;research\n", "separated by semicolons"],
    ["tabs", "user\tteam\ndana\tresearch\n", "separated by tabs"],
    ["an unknown column", "user,squad\ndana,x\n", 'unknown column "squad"'],
    ["a column twice", "user,team,Team\ndana,x,y\n", '"team" is there twice'],
    ["no user column", "team\nx\n", 'no column "user"'],
    ["nobody", "user,team\n\n", "names no developer"],
    ["nothing", "", "no column"],
    ["an open quote", 'user,team\ndana,"x\n', "people.csv:"],
    ["bytes that are no UTF-8", Buffer.from("user\nZo\xEB\n", "latin1"), "not UTF-8"],
    ["UTF-16", Buffer.from("\uFEFFuser\ndana\n", "utf16le"), "UTF-16"],
  ])("refuses a file with %s", async (_name, text, message) => {
    const { ccb, write, yaml } = await applied();
    const before = yaml();
    write("people.csv", text);
    const result = await ccb("onboard-dev --from people.csv");
    expect(result.code).toBe(3);
    expect(result.err).toContain(message);
    expect(yaml()).toBe(before);
  });

  it("refuses a file that is not there, without advice on the YAML", async () => {
    const { ccb } = await applied();
    const result = await ccb("onboard-dev --from nobody.csv");
    expect(result).toMatchObject({
      code: 3,
      err: expect.stringContaining("nobody.csv: there is no such file") as string,
    });
    expect(result.err).not.toContain("--config");
  });

  it("writes the rows AWS took and leaves out the others; exit 1, and the same command makes up for it", async () => {
    const { ccb, write, yaml } = await applied();
    write("people.csv", "user,models\ndana,sonnet\nerin,opus\nfrank,sonnet\n");
    refuseOnce(
      (operation, input) =>
        operation === "CreateInferenceProfile" && JSON.stringify(input).includes("claude-code-erin"),
    );
    const result = await ccb("onboard-dev --from people.csv --json");
    expect(result.code).toBe(1);
    expect(result.json<Rows>().rows.map(({ user, status }) => [user, status])).toEqual([
      ["dana", "created"],
      ["erin", "failed"],
      ["frank", "created"],
    ]);
    expect(result.json<Rows>().rows[1]?.error).toContain("not today");
    expect(yaml()).toMatch(/ {2}dana: .*\n {2}frank: .*\n/);
    expect(yaml()).not.toContain("erin");
    expect((await ccb("plan --detailed-exitcode")).code).toBe(0);
    expect((await ccb("onboard-dev --from people.csv --json")).json<Rows>().summary).toEqual({
      created: 1,
      updated: 0,
      unchanged: 2,
      failed: 0,
    });
    expect(yaml()).toContain("  erin: { models: [opus] }\n");
    expect((await ccb("plan --detailed-exitcode")).code).toBe(0);
  });

  it("asks Identity Center about every row before anything is made", async () => {
    const { ccb, write, yaml, journal } = await applied(
      company("attribution:\n  sso: { enabled: true, users: [erin@example.com] }\n"),
    );
    write("people.csv", "user,principal\ndana,missing-1@example.com\nfrank,missing-2@example.com\n");
    const before = [yaml(), journal()];
    const result = await ccb("onboard-dev --from people.csv");
    expect(result.code).toBe(3);
    expect(result.err).toContain("missing-1@example.com");
    expect(result.err).toContain("missing-2@example.com");
    expect([yaml(), journal()]).toEqual(before);
  });
});
