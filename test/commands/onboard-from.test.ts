import { describe, expect, it } from "vitest";
import { answering, applied, company, countAttempts, refuseOnce, whenever } from "../developers/company.js";

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

describe("ccb onboard-dev --from -", () => {
  it("reads the rows from standard input", async () => {
    const { ccb, yaml } = await applied();
    const result = await ccb("onboard-dev --from - --json", { stdin: PEOPLE });
    expect(result.code).toBe(0);
    expect(result.json<Rows>().summary).toMatchObject({ created: 2, updated: 1, unchanged: 1 });
    expect(yaml()).toContain("  erin: {}\n");
  });

  it("names it where something is wrong, and is refused where there is none", async () => {
    const { ccb } = await applied();
    const wrong = await ccb("onboard-dev --from -", { stdin: "user\na@b\n" });
    expect(wrong).toMatchObject({
      code: 3,
      err: expect.stringMatching(/standard input:2:1: "a@b"/) as string,
    });
    expect((await ccb("onboard-dev --from -", { stdin: "user" })).code).toBe(3);
    expect((await ccb("onboard-dev --from -")).err).toContain("there is no standard input to read");
  });

  it("takes ten megabytes at most, as from a file", async () => {
    const { ccb, write } = await applied();
    const text = `user\n${"x".repeat(10_000_000)}`;
    write("people.csv", text);
    for (const [from, stdin] of [
      ["-", text],
      ["people.csv", ""],
    ] as const) {
      const result = await ccb(`onboard-dev --from ${from}`, { stdin });
      expect(result.code).toBe(3);
      expect(result.err).toContain("the file is larger than 10 MB");
    }
  });
});

describe("ccb onboard-dev --from FILE.csv at Ctrl-C", () => {
  const many = (count: number) => `user\n${Array.from({ length: count }, (_, i) => `dev-${i}\n`).join("")}`;
  const usersIn = (text: string) => [...text.matchAll(/^ {2}(dev-\d+): /gm)].map(([, user]) => user);

  it.each([1, 2, 30, 61])(
    "during profile %i completes who is begun, writes them down and goes on from there",
    async (at) => {
      const { ccb, write, yaml, register } = await applied();
      write("people.csv", many(40));
      const interrupt = new AbortController();
      whenever("CreateInferenceProfile", (count) => count === at && interrupt.abort());
      const result = await ccb("onboard-dev --from people.csv --json", { signal: interrupt.signal });
      expect(result.code).toBe(130);
      const { rows, summary } = result.json<Rows>();
      const complete = rows.filter(({ status }) => status === "created").map(({ user }) => user);
      expect(complete.length).toBeGreaterThan(0);
      expect(complete.length).toBeLessThan(40);
      expect(summary).toEqual({
        created: complete.length,
        updated: 0,
        unchanged: 0,
        failed: 0,
        skipped: 40 - complete.length,
      });
      expect(usersIn(yaml())).toEqual(complete);
      expect(result.err).toContain(
        `Interrupted: ${complete.length} of 40 developers are complete and in ccb.yaml; run the same command again for the others.`,
      );
      expect(result.err).not.toContain("skipped:");
      const noted = new Set(register().map(({ developer }) => developer));
      expect(complete.filter((user) => !noted.has(user))).toEqual([]);
      expect((await ccb("plan --detailed-exitcode")).code).toBe(0);
      const again = await ccb("onboard-dev --from people.csv --json");
      expect(again.json<Rows>().summary).toEqual({
        created: 40 - complete.length,
        updated: 0,
        unchanged: complete.length,
        failed: 0,
      });
      expect(usersIn(yaml())).toHaveLength(40);
    },
  );

  it("during the only profile of one developer: complete all the same", async () => {
    const { ccb, yaml } = await applied();
    const interrupt = new AbortController();
    whenever("CreateInferenceProfile", () => interrupt.abort());
    const result = await ccb("onboard-dev dana", { signal: interrupt.signal });
    expect(result.code).toBe(130);
    expect(result.out).toContain("export CLAUDE_CODE_USE_BEDROCK='1'");
    expect(yaml()).toContain("  dana: {}\n");
    expect((await ccb("plan --detailed-exitcode")).code).toBe(0);
  });
});

describe("ccb onboard-dev --from a file larger than the account", () => {
  const rows = Array.from({ length: 10_000 }, (_, i) => `dev${i},team${i % 40},sonnet haiku\n`).join("");

  it("names the quota before anything of it is planned", async () => {
    const { ccb, write, yaml } = await applied();
    write("people.csv", `user,team,models\n${rows}`);
    const before = yaml();
    const attempts = countAttempts();
    const result = await ccb("onboard-dev --from people.csv");
    expect(result.code).toBe(5);
    expect(result.err).toContain(
      "20000 inference profiles are to be made, 5 exist, and the quota of us-east-1 is 1000",
    );
    expect(attempts.list()).toEqual(["bedrock:ListInferenceProfiles", "quotas:GetServiceQuota"]);
    expect(yaml()).toBe(before);
  });

  it("names rows that are wrong before that, without a call", async () => {
    const { ccb, write } = await applied();
    write("people.csv", `user,team,models\n${rows}a@b,,\n`);
    const attempts = countAttempts();
    const result = await ccb("onboard-dev --from people.csv");
    expect(result.code).toBe(3);
    expect(result.err).toContain("people.csv:10002:1: ");
    expect(attempts.all()).toBe(0);
  });

  it("counts profiles that exist already as made: a run cut short is completed up to the last free place", async () => {
    const { ccb, write, rewrite, yaml } = await applied();
    const before = yaml();
    write("people.csv", "user,models\ndana,sonnet haiku\nerin,sonnet haiku\n");
    expect((await ccb("onboard-dev --from people.csv")).code).toBe(0);
    rewrite(() => before);
    answering("GetServiceQuota", { Quota: { Value: 9 } });
    expect((await ccb("onboard-dev --from people.csv")).code).toBe(0);
    expect(yaml()).toContain("  erin: ");
    write("people.csv", "user,models\ndana,sonnet haiku\nerin,sonnet haiku\nfrank,sonnet\n");
    const refused = await ccb("onboard-dev --from people.csv");
    expect(refused.code).toBe(5);
    expect(refused.err).toContain("1 inference profiles are to be made, 9 exist");
  });
});
