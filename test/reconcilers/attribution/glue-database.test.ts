import { describe, expect, test } from "vitest";
import { glueDatabase } from "../../../reconcilers/attribution/glue-database.js";
import { changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { refusal, sandbox } from "../../support/sandbox.js";
import { wantedOf } from "./composition.js";

const KINDS = [glueDatabase];
const KEY = "attribution/database";
const Name = "claude_code_bedrock_logs";
const wanted = wantedOf(undefined, glueDatabase.name);

describe("glue-database", () => {
  test("is made with our tags", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const ResourceArn = `arn:aws:glue:us-east-1:123456789012:database/${Name}`;
    const { Tags } = await aws.call("glue", "GetTags", { ResourceArn });
    expect(Tags).toMatchObject({ "ccb:stack": "claude-code", "ccb:key": KEY });
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
  });

  test("repairs the description and keeps what somebody added", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const DatabaseInput = { Name, Description: "other", Parameters: { team: "data" } };
    await aws.call("glue", "UpdateDatabase", { Name, DatabaseInput });
    const { plan } = await reconcile(aws, KINDS, wanted);
    expect(changesOf(plan)).toEqual([`update ${KEY} description`]);
    const { Database } = await aws.call("glue", "GetDatabase", { Name });
    expect(Database?.Parameters).toEqual({ team: "data" });
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
  });

  test("is deleted", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    await reconcile(aws, KINDS, wanted, { destroy: true });
    expect(await refusal(aws.call("glue", "GetDatabase", { Name }))).toMatchObject({
      name: "EntityNotFoundException",
    });
  });

  test("nobody's is adopted, another stack's is refused", async () => {
    const { aws } = sandbox();
    await aws.call("glue", "CreateDatabase", { DatabaseInput: { Name } });
    expect((await planOf(aws, KINDS, wanted)).plan.blocked).toEqual([
      { key: KEY, kind: "glue-database", name: Name },
    ]);
    await reconcile(aws, KINDS, wanted, { adopt: true });
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
    const stack = { name: "other", account: "123456789012", region: "us-east-1", partition: "aws" };
    const { plan } = await planOf(aws, KINDS, wanted, { stack, adopt: true });
    expect(plan.blocked).toMatchObject([{ owner: 'stack "claude-code"' }]);
  });
});
