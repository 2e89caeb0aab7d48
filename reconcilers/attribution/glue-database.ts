import type { DatabaseInput } from "@aws-sdk/client-glue";
import type { Kind, Live, ReadContext, Wanted } from "../../src/engine/kind.js";
import { step } from "../../src/engine/step.js";
import { orUndefined } from "../absent.js";
import { isStackTable } from "./glue-table.js";

/** A database of the Glue Data Catalog. */
export interface GlueDatabase {
  description: string;
}

const GONE = ["EntityNotFoundException"];

/** AWS::Glue::Database. Deleting it takes its tables along, so it stays when somebody keeps tables of their own in it. */
export const glueDatabase: Kind<GlueDatabase> = {
  name: "glue-database",
  phase: "attribution",
  fields: { description: { compare: "value" } },

  read: async (cx, wanted) => (await Promise.all(wanted.map((want) => readDatabase(cx, want)))).flat(),

  create: ({ name, spec, tags }) => [
    step(
      "glue",
      "CreateDatabase",
      { DatabaseInput: { Name: name, Description: spec.description }, Tags: tags ?? {} },
      "create the database",
      { exists: ["AlreadyExistsException"] },
    ),
  ],

  // The definition is written as a whole, so what somebody added to it is written again.
  update: (want, live) => [
    step(
      "glue",
      "UpdateDatabase",
      {
        Name: want.name,
        DatabaseInput: {
          ...(live.extra as Partial<DatabaseInput> | undefined),
          Name: want.name,
          Description: want.spec.description,
        },
      },
      "describe the database",
    ),
  ],

  tag: (live, tags) => [
    step("glue", "TagResource", { ResourceArn: live.attributes["arn"], TagsToAdd: tags }, "tag the database"),
  ],

  remove: (live) => [
    step("glue", "DeleteDatabase", { Name: live.name }, "delete the database", { doneIf: GONE }),
  ],
};

async function readDatabase(cx: ReadContext, want: Wanted<GlueDatabase>): Promise<Live<GlueDatabase>[]> {
  const found = await orUndefined(cx.aws.call("glue", "GetDatabase", { Name: want.name }), GONE);
  if (found?.Database === undefined) return [];
  const { LocationUri, Parameters, CreateTableDefaultPermissions } = found.Database;
  const { partition, region, account } = cx.stack;
  const arn = `arn:${partition}:glue:${region}:${account}:database/${want.name}`;
  const tags = await cx.tagsOf(
    arn,
    want.tags,
    async () => (await cx.aws.call("glue", "GetTags", { ResourceArn: arn })).Tags ?? {},
  );
  return [
    {
      kind: glueDatabase.name,
      name: want.name,
      spec: { description: found.Database.Description ?? "" },
      tags,
      attributes: { name: want.name, arn },
      ...(cx.forRemoval && (await hasOtherTables(cx, want.name)) ? { keep: "shared" as const } : {}),
      extra: { LocationUri, Parameters, CreateTableDefaultPermissions },
    },
  ];
}

async function hasOtherTables(cx: ReadContext, DatabaseName: string): Promise<boolean> {
  const pages = await cx.aws.pages("glue", "GetTables", { DatabaseName });
  return pages.flatMap((page) => page.TableList ?? []).some((table) => !isStackTable(table));
}
