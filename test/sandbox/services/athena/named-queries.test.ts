import { describe, expect, test } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";

const QUERY = { Name: "cost", Description: "d", Database: "logs", QueryString: "select 1" };
const UNKNOWN = "00000000-0000-0000-0000-000000000000";

describe("named queries", () => {
  test("are made in a workgroup, read, changed and deleted", async () => {
    const { aws } = sandbox();
    const { NamedQueryId } = await aws.call("athena", "CreateNamedQuery", QUERY);
    const read = async () => (await aws.call("athena", "GetNamedQuery", { NamedQueryId })).NamedQuery;
    expect(await read()).toEqual({ ...QUERY, NamedQueryId, WorkGroup: "primary" });
    await aws.call("athena", "UpdateNamedQuery", { NamedQueryId, Name: "cost", QueryString: "select 2" });
    expect(await read()).toMatchObject({ QueryString: "select 2", Description: "d", Database: "logs" });
    await aws.call("athena", "DeleteNamedQuery", { NamedQueryId });
    expect(await refusal(read())).toMatchObject({ name: "InvalidRequestException" });
  });

  test("may have the same name, but one token makes one query", async () => {
    const { aws } = sandbox();
    const ClientRequestToken = "t".repeat(32);
    const make = (more: object) => aws.call("athena", "CreateNamedQuery", { ...QUERY, ...more });
    const first = await make({ ClientRequestToken });
    expect((await make({ ClientRequestToken })).NamedQueryId).toBe(first.NamedQueryId);
    expect((await make({})).NamedQueryId).not.toBe(first.NamedQueryId);
    expect(await refusal(make({ ClientRequestToken, QueryString: "select 2" }))).toMatchObject({
      name: "InvalidRequestException",
    });
    expect((await aws.call("athena", "ListNamedQueries", {})).NamedQueryIds).toHaveLength(2);
  });

  test("are listed by workgroup, fifty a page, and read fifty at once", async () => {
    const { aws } = sandbox();
    await aws.call("athena", "CreateWorkGroup", { Name: "other" });
    for (let i = 0; i < 51; i += 1)
      await aws.call("athena", "CreateNamedQuery", { ...QUERY, WorkGroup: "other" });
    expect((await aws.call("athena", "ListNamedQueries", {})).NamedQueryIds).toEqual([]);
    const pages = await aws.pages("athena", "ListNamedQueries", { WorkGroup: "other" });
    const ids = pages.flatMap((page) => page.NamedQueryIds ?? []);
    expect(pages.map((page) => page.NamedQueryIds?.length)).toEqual([50, 1]);
    const batch = await aws.call("athena", "BatchGetNamedQuery", {
      NamedQueryIds: [...ids.slice(0, 49), UNKNOWN],
    });
    expect(batch.NamedQueries).toHaveLength(49);
    expect(batch.UnprocessedNamedQueryIds).toMatchObject([{ NamedQueryId: UNKNOWN }]);
    expect(await refusal(aws.call("athena", "BatchGetNamedQuery", { NamedQueryIds: ids }))).toMatchObject({
      name: "InvalidRequestException",
    });
  });

  test.each([
    ["no name", { Name: "" }],
    ["a name of 129 characters", { Name: "x".repeat(129) }],
    ["a description of 1,025 characters", { Description: "x".repeat(1025) }],
    ["no database", { Database: "" }],
    ["no text", { QueryString: "" }],
    ["a text that is too long", { QueryString: "x".repeat(262_145) }],
    ["an unknown workgroup", { WorkGroup: "none" }],
    ["a token of 31 characters", { ClientRequestToken: "t".repeat(31) }],
  ])("refuse %s", async (_what, changed) => {
    const made = sandbox().aws.call("athena", "CreateNamedQuery", { ...QUERY, ...changed });
    expect(await refusal(made)).toMatchObject({ name: "InvalidRequestException" });
  });

  test("refuse to change or delete what is not there", async () => {
    const { aws } = sandbox();
    const update = { NamedQueryId: UNKNOWN, Name: "a", QueryString: "b" };
    for (const call of [
      aws.call("athena", "UpdateNamedQuery", update),
      aws.call("athena", "DeleteNamedQuery", { NamedQueryId: UNKNOWN }),
    ]) {
      expect(await refusal(call)).toMatchObject({ name: "InvalidRequestException" });
    }
  });
});
