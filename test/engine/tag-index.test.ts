import { describe, expect, test } from "vitest";
import { includesTags, tagList, tagReader, tagsFromList } from "../../src/engine/tag-index.js";
import { sandbox } from "../support/sandbox.js";

const NAME = "/aws/bedrock/p";
const ARN = `arn:aws:logs:us-east-1:123456789012:log-group:${NAME}`;
const OURS = { "ccb:stack": "p", Owner: "x" };

async function stackWithGroup(tags: Record<string, string> = OURS, options = {}) {
  const made = sandbox(options);
  await made.aws.call("logs", "CreateLogGroup", { logGroupName: NAME, tags });
  made.calls.length = 0;
  return made;
}

describe("tagReader", () => {
  test("one look at the index answers for everything it confirms", async () => {
    const { aws, calls } = await stackWithGroup();
    const read = tagReader(aws, "p");
    const direct = () => Promise.reject(new Error("asked"));
    expect(await read(ARN, OURS, direct)).toEqual(OURS);
    expect(await read(ARN, { Owner: "x" }, direct)).toEqual(OURS);
    expect(calls.map((call) => call.operation)).toEqual(["GetResources"]);
  });

  test.each([
    ["says something else", ARN, { ...OURS, Owner: "y" }],
    ["does not know it", `${ARN}x`, OURS],
    ["is asked without a wish", ARN, undefined],
  ])("the service itself is asked where the index %s", async (_what, arn, wanted) => {
    const { aws } = await stackWithGroup();
    const truth = { direct: "yes" };
    expect(await tagReader(aws, "p")(arn, wanted, async () => truth)).toBe(truth);
  });

  test("without the index everything is asked directly", async () => {
    const deny = { "tagging:GetResources": { name: "AccessDeniedException", message: "no" } };
    const { aws } = await stackWithGroup(OURS, { faults: { deny } });
    const truth = { direct: "yes" };
    expect(await tagReader(aws, "p")(ARN, OURS, async () => truth)).toBe(truth);
  });
});

test("tags as lists and as records are the same", () => {
  expect(tagsFromList(tagList(OURS))).toEqual(OURS);
  expect(tagsFromList(undefined)).toEqual({});
});

test("all wanted tags have to be there with their values", () => {
  expect(includesTags({ a: "1", b: "2" }, { a: "1" })).toBe(true);
  expect(includesTags({ a: "1" }, { a: "2" })).toBe(false);
  expect(includesTags({}, { a: "" })).toBe(false);
});
