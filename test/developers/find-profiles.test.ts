import { describe, expect, it } from "vitest";
import type { Aws } from "../../src/aws/aws.js";
import { developersOf } from "../../src/config/developers.js";
import { parseConfig } from "../../src/config/load.js";
import { listProfiles } from "../../reconcilers/allocation/listed-profiles.js";
import { findProfiles } from "../../src/developers/find-profiles.js";
import { company } from "./company.js";

const OPUS = ["us-east-1", "us-west-2"].map(
  (region) => `arn:aws:bedrock:${region}::foundation-model/anthropic.claude-opus-4-6-v1`,
);
const GLOBAL = [...OPUS.slice(0, 1), "arn:aws:bedrock:::foundation-model/anthropic.claude-opus-4-6-v1"];
const OLD = OPUS.map((arn) => arn.replace("opus-4-6-v1", "opus-4-5-20251101-v1:0"));

/** What alice's opus alias is found to be among profiles given as `[name, second of creation, models]`. */
async function found(profiles: [string, number, string[]][], alias = "opus", models = "[opus]", more = "") {
  const yaml = company()
    .replace("  alice: {} ", `  alice: { models: ${models} } `)
    .replace("  haiku:", `${more}  haiku:`);
  const { config, problems } = parseConfig(yaml, "ccb.yaml");
  const [alice] = config === undefined ? [] : developersOf(config);
  if (config === undefined || alice === undefined) throw new Error(JSON.stringify(problems));
  const inferenceProfileSummaries = profiles.map(([name, second, arns]) => ({
    inferenceProfileArn: name,
    inferenceProfileName: `claude-code-${name}`,
    createdAt: new Date(second * 1000),
    models: arns.map((modelArn) => ({ modelArn })),
  }));
  const aws = { pages: async () => [{ inferenceProfileSummaries }] } as unknown as Aws;
  return findProfiles(await listProfiles(aws), config, alice)[alias];
}

describe("findProfiles", () => {
  it("takes the newest of the developer's profiles for the alias's model", async () => {
    expect(await found([["alice", 1, OPUS]])).toBe("alice");
    expect(
      await found([
        ["alice", 1, OPUS],
        ["alice-opus", 2, OPUS],
      ]),
    ).toBe("alice-opus");
    expect(
      await found([
        ["alice-opus", 1, OPUS],
        ["alice-opus-4-6", 2, OPUS],
      ]),
    ).toBe("alice-opus-4-6");
  });

  it("takes none of another model or reach, and nobody else's", async () => {
    expect(
      await found([
        ["alice", 2, OLD],
        ["alice-opus", 1, OPUS],
      ]),
    ).toBe("alice-opus");
    expect(await found([["alice", 1, GLOBAL]])).toBeUndefined();
    expect(
      await found([
        ["alicea", 1, OPUS],
        ["alice-b", 1, OPUS],
        ["alice-opus-x", 1, OPUS],
      ]),
    ).toBeUndefined();
  });

  it("tells aliases of one model apart by the alias in the name", async () => {
    const second = "  opus2: { copyFrom: us.anthropic.claude-opus-4-6-v1 }\n";
    const profiles: [string, number, string[]][] = [
      ["alice-opus2", 1, OPUS],
      ["alice", 2, OPUS],
    ];
    expect(await found(profiles, "opus2", "[opus, opus2]", second)).toBe("alice-opus2");
    expect(await found(profiles, "opus", "[opus, opus2]", second)).toBe("alice");
  });

  it("finds a profile that kept the main model's name when the order changed", async () => {
    expect(await found([["alice", 1, OPUS]], "opus", "[sonnet, opus]")).toBe("alice");
  });
});
