import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/load.js";
import { namesOf } from "../../src/config/names.js";
import type { Config } from "../../src/config/schema.js";
import { hourFolder, packed, record } from "../report/logs.js";
import { workspace } from "../support/cli.js";
import { sandbox } from "../support/sandbox.js";
import { SMALL } from "../support/yaml.js";

const NAMES = namesOf(parseConfig(SMALL, "ccb.yaml").config as Config);
/** The least that Athena takes, in bytes. */
const CUTOFF = 10_485_760;

/** A stack with one log object, its AWS access, and the error of a report through Athena. */
async function stack(yaml = SMALL, prompt = "hello") {
  const { ccb, account } = workspace(yaml);
  await ccb("apply --yes");
  const { aws } = sandbox({ dir: account });
  await aws.call("s3", "PutObject", {
    Bucket: NAMES.logsBucket,
    Key: `${hourFolder("2026/10/15/09")}/a.json.gz`.replaceAll("111122223333", "123456789012"),
    Body: packed([
      record({ timestamp: "2026-10-15T09:14:22Z", input: { inputTokenCount: 1, inputBodyJson: { prompt } } }),
    ]),
  });
  const failure = async (env: Record<string, string> = {}) => {
    const result = await ccb("cost-report --month 2026-10 --engine athena --no-cache --json", { env });
    const { error } = JSON.parse(result.out) as {
      error?: { code: string; message: string; hint?: string };
    };
    return { exit: result.code, ...error };
  };
  return { aws, failure };
}

describe("through Athena", () => {
  test("a table or a workgroup that is gone is named, and ccb apply brings it back", async () => {
    const { aws, failure } = await stack();
    await aws.call("glue", "DeleteTable", {
      DatabaseName: NAMES.glueDatabase,
      Name: NAMES.invocationLogsTable,
    });
    const table = await failure();
    expect(table).toMatchObject({ exit: 1, code: "no_table" });
    expect(table.hint).toContain("ccb apply");
    await aws.call("athena", "DeleteWorkGroup", { WorkGroup: NAMES.workgroup, RecursiveDeleteOption: true });
    const workgroup = await failure();
    expect(workgroup.exit).toBe(1);
    expect(workgroup.message).toContain(NAMES.workgroup);
    expect(workgroup.hint).toContain("ccb apply");
  });

  test("more than the cutoff lets through is no report, and the setting is named", async () => {
    const yaml = `${SMALL}attribution: { athena: { bytesScannedCutoff: ${CUTOFF} } }\n`;
    const { failure } = await stack(yaml, randomBytes(CUTOFF).toString("base64"));
    const error = await failure();
    expect(error).toMatchObject({ exit: 1, code: "scan_cutoff" });
    expect(error.hint).toContain("bytesScannedCutoff");
  });

  test("who may not query is told which call was refused", async () => {
    const { failure } = await stack();
    const deny = {
      "athena:StartQueryExecution": { name: "AccessDeniedException", message: "no", status: 400 },
    };
    const error = await failure({ CCB_SANDBOX_FAULTS: JSON.stringify({ deny }) });
    expect(error).toMatchObject({ exit: 1, code: "access_denied" });
    expect(error.message).toContain("athena:StartQueryExecution");
  });
});
