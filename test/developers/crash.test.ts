import { expect, test } from "vitest";
import { type State, differences, stateOf } from "../support/state.js";
import { applied } from "./company.js";

const PEOPLE = "user,team,models\ndana,research,sonnet haiku\nerin,,sonnet\nfrank,search,haiku\n";

const crash = (at: number, when: string) => ({ CCB_SANDBOX_FAULTS: JSON.stringify({ crash: { at, when } }) });

interface Run {
  /** Commands that have to succeed first. */
  before: string[];
  command: string;
}

async function ready({ before }: Run) {
  const place = await applied();
  place.write("people.csv", PEOPLE);
  for (const command of before) expect((await place.ccb(command)).code).toBe(0);
  return place;
}

/** Kills the command at each of its mutating calls in turn, runs it again, and compares. @returns how often it died */
async function crashEverywhere(
  run: Run,
  when: string,
  expected: { yaml: string; state: State },
): Promise<number> {
  for (let at = 1; ; at += 1) {
    const { account, ccb, yaml } = await ready(run);
    const untouched = yaml();
    const { code, err } = await ccb(run.command, { env: crash(at, when) });
    if (code === 0) return at - 1;
    const where = `${run.command}, crash ${when} call ${at}`;
    expect(err, where).toContain("crash");
    expect(yaml(), where).toBe(untouched);
    const again = await ccb(run.command);
    expect(again.code, `${where}: ${again.err}`).toBe(0);
    expect(yaml(), where).toBe(expected.yaml);
    // Nothing was left to do when the lock stayed behind: the next run that changes something takes it over.
    const wrong = differences(expected.state, account).filter((row) => !row.includes(" ccb/lock: "));
    expect(wrong, where).toEqual([]);
    expect((await ccb("plan --detailed-exitcode")).code, where).toBe(0);
    expect((await ccb("onboard-dev zoe")).code, where).toBe(0);
    expect(differences(expected.state, account).join("\n"), where).not.toContain(" ccb/lock: ");
  }
}

test.each([
  { before: [], command: "onboard-dev --from people.csv" },
  { before: [], command: "onboard-dev dana --team research" },
  { before: [], command: "onboard-dev bob --team search --model haiku --model opus --yes" },
  { before: ["onboard-dev --from people.csv"], command: "offboard-dev dana --yes" },
])("$command that dies at any of its mutating calls is completed by the same command", async (run) => {
  const undisturbed = await ready(run);
  expect((await undisturbed.ccb(run.command)).code).toBe(0);
  const expected = { yaml: undisturbed.yaml(), state: stateOf(undisturbed.account) };
  const counts = [];
  for (const when of ["before", "after"]) counts.push(await crashEverywhere(run, when, expected));
  console.info(`${run.command}: recovered from ${counts.join(" + ")} crashes`);
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(3);
});
