import { describe, expect, test } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";

const ARN = "arn:aws:glue:us-east-1:123456789012:database/logs";

describe("databases", () => {
  test("a new database is in lower case and has everything Glue fills in", async () => {
    const now = new Date("2026-11-20T12:00:00Z");
    const { aws, dir } = sandbox({ clock: () => now });
    await aws.call("glue", "CreateDatabase", { DatabaseInput: { Name: "Logs", Description: "d" } });
    const { Database } = await sandbox({ dir }).aws.call("glue", "GetDatabase", { Name: "logs" });
    expect(Database).toEqual({
      Name: "logs",
      Description: "d",
      CreateTime: now,
      CatalogId: "123456789012",
      CreateTableDefaultPermissions: [
        { Principal: { DataLakePrincipalIdentifier: "IAM_ALLOWED_PRINCIPALS" }, Permissions: ["ALL"] },
      ],
    });
  });

  test("an update replaces the definition and keeps when it was made", async () => {
    let now = new Date("2026-11-20T12:00:00Z");
    const { aws } = sandbox({ clock: () => now });
    await aws.call("glue", "CreateDatabase", { DatabaseInput: { Name: "logs", Description: "d" } });
    now = new Date("2026-11-21T12:00:00Z");
    await aws.call("glue", "UpdateDatabase", {
      Name: "logs",
      DatabaseInput: { Name: "logs", Parameters: { a: "b" } },
    });
    const { Database } = await aws.call("glue", "GetDatabase", { Name: "logs" });
    expect(Database).toMatchObject({ Parameters: { a: "b" }, CreateTime: new Date("2026-11-20T12:00:00Z") });
    expect(Database).not.toHaveProperty("Description");
  });

  test("a deleted database takes its tables along", async () => {
    const { aws } = sandbox();
    await aws.call("glue", "CreateDatabase", { DatabaseInput: { Name: "logs" } });
    await aws.call("glue", "CreateTable", { DatabaseName: "logs", TableInput: { Name: "t" } });
    await aws.call("glue", "DeleteDatabase", { Name: "logs" });
    expect(await refusal(aws.call("glue", "GetTables", { DatabaseName: "logs" }))).toEqual({
      name: "EntityNotFoundException",
      message: "Database logs not found.",
    });
    await aws.call("glue", "CreateDatabase", { DatabaseInput: { Name: "logs" } });
    expect((await aws.call("glue", "GetTables", { DatabaseName: "logs" })).TableList).toEqual([]);
  });

  test("lists a hundred a page", async () => {
    const { aws } = sandbox();
    for (let i = 0; i < 101; i += 1)
      await aws.call("glue", "CreateDatabase", { DatabaseInput: { Name: `d${i}` } });
    const pages = await aws.pages("glue", "GetDatabases", {});
    expect(pages.map((page) => page.DatabaseList?.length)).toEqual([100, 1]);
  });

  test("refuses a second one of the name, a bad name, another catalog and a rename", async () => {
    const { aws } = sandbox();
    const create = (Name: string, CatalogId?: string) =>
      aws.call("glue", "CreateDatabase", { CatalogId, DatabaseInput: { Name } });
    await create("logs");
    expect(await refusal(create("LOGS"))).toMatchObject({ name: "AlreadyExistsException" });
    expect(await refusal(create(""))).toMatchObject({ name: "InvalidInputException" });
    expect(await refusal(create("x".repeat(256)))).toMatchObject({ name: "InvalidInputException" });
    expect(await refusal(create("other", "210987654321"))).toMatchObject({ name: "EntityNotFoundException" });
    const rename = aws.call("glue", "UpdateDatabase", { Name: "logs", DatabaseInput: { Name: "other" } });
    expect(await refusal(rename)).toMatchObject({ name: "InvalidInputException" });
  });

  test("tags come with the call and are merged, read and removed", async () => {
    const { aws } = sandbox();
    await aws.call("glue", "CreateDatabase", { DatabaseInput: { Name: "logs" }, Tags: { a: "1" } });
    await aws.call("glue", "TagResource", { ResourceArn: ARN, TagsToAdd: { b: "2" } });
    await aws.call("glue", "UntagResource", { ResourceArn: ARN, TagsToRemove: ["a"] });
    expect((await aws.call("glue", "GetTags", { ResourceArn: ARN })).Tags).toEqual({ b: "2" });
    const none = aws.call("glue", "GetTags", { ResourceArn: `${ARN}s` });
    expect(await refusal(none)).toMatchObject({ name: "EntityNotFoundException" });
  });
});
