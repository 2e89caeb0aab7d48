import type { Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkTags, checkText, page } from "../../validate.js";
import { configured, updated } from "./configuration.js";
import {
  ERROR,
  PRIMARY,
  allWorkGroups,
  findWorkGroup,
  namedQueries,
  workGroupArn,
  workGroups,
} from "./rows.js";

/** Workgroups. */
export const workGroupHandlers: Handlers<"athena"> = {
  CreateWorkGroup: (input, call) => {
    const name = input.Name ?? "";
    checkText(name, "name", { pattern: /^[a-zA-Z0-9._-]{1,128}$/, error: ERROR });
    checkText(input.Description, "description", { max: 1024, error: ERROR });
    if (allWorkGroups(call).some((row) => row.name === name)) refuse(ERROR, "WorkGroup is already created");
    const configuration = configured(input.Configuration);
    const tags = checkTags(input.Tags, { error: ERROR });
    const { Description: description } = input;
    const created = call.now.toISOString();
    const arn = workGroupArn(name, call);
    workGroups(call).put(name, { arn, name, state: "ENABLED", description, configuration, created, tags });
    return {};
  },
  GetWorkGroup: (input, call) => {
    const row = findWorkGroup(input.WorkGroup, call);
    return {
      WorkGroup: {
        Name: row.name,
        State: row.state,
        Configuration: row.configuration,
        ...(row.description !== undefined && { Description: row.description }),
        CreationTime: new Date(row.created),
      },
    };
  },
  UpdateWorkGroup: (input, call) => {
    const row = findWorkGroup(input.WorkGroup, call);
    checkText(input.Description, "description", { max: 1024, error: ERROR });
    checkText(input.State, "state", { oneOf: ["ENABLED", "DISABLED"], error: ERROR });
    workGroups(call).put(row.name, {
      ...row,
      state: input.State ?? row.state,
      description: input.Description ?? row.description,
      configuration: updated(row.configuration, input.ConfigurationUpdates),
    });
    return {};
  },
  DeleteWorkGroup: (input, call) => {
    const row = findWorkGroup(input.WorkGroup, call);
    if (row.name === PRIMARY) refuse(ERROR, "The primary WorkGroup cannot be deleted");
    const queries = namedQueries(call)
      .values()
      .filter((query) => query.workGroup === row.name);
    if (queries.length > 0 && input.RecursiveDeleteOption !== true) {
      refuse(ERROR, `WorkGroup ${row.name} is not empty`);
    }
    for (const query of queries) namedQueries(call).delete(query.id);
    workGroups(call).delete(row.name);
    return {};
  },
  ListWorkGroups: (input, call) => {
    const { items, nextToken } = page(allWorkGroups(call), {
      size: input.MaxResults,
      max: 50,
      token: input.NextToken,
      error: ERROR,
    });
    const WorkGroups = items.map((row) => ({
      Name: row.name,
      State: row.state,
      ...(row.description !== undefined && { Description: row.description }),
      CreationTime: new Date(row.created),
      EngineVersion: row.configuration.EngineVersion,
    }));
    return { WorkGroups, NextToken: nextToken };
  },
};
