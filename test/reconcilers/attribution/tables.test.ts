import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  inferenceProfilesTable,
  invocationCallsTable,
  invocationLogsTable,
} from "../../../reconcilers/attribution/tables.js";
import { isHiveType } from "../../../src/sandbox/services/glue/hive-type.js";
import { compositionOf } from "./composition.js";

const logs = invocationLogsTable(compositionOf(), "attribution/table/invocation-logs");
const calls = invocationCallsTable(compositionOf(), "attribution/table/invocation-calls");
const profiles = inferenceProfilesTable(compositionOf(), "attribution/table/inference-profiles");

describe("the tables", () => {
  test("have types Athena can read and names that collide with no partition key", () => {
    for (const { columns, partitionKeys } of [logs, calls, profiles]) {
      const all = [...columns, ...partitionKeys];
      expect(all.filter(({ type }) => !isHiveType(type))).toEqual([]);
      expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    }
  });

  test("token counts are where the record has them: nested, never on top", () => {
    const type = (name: string) => logs.columns.find((column) => column.name === name)?.type;
    expect(type("input")).toMatch(
      /inputtokencount:bigint,cachereadinputtokencount:bigint,cachewriteinputtokencount:bigint/,
    );
    expect(type("output")).toMatch(/outputtokencount:bigint/);
    expect(type("inputtokencount")).toBeUndefined();
  });

  test("every column of JSON that statements name is in the table, and stands for a member of the record", () => {
    const folder = "templates/athena";
    const sql = readdirSync(folder).map((file) => readFileSync(`${folder}/${file}`, "utf8"));
    const named = new Set(
      [...sql.join("\n").matchAll(/\b(identity|input|output|metadata)_json\b/g)].map(([name]) => name),
    );
    expect([...named].toSorted()).toEqual(["identity_json", "input_json", "metadata_json", "output_json"]);
    for (const name of named) {
      expect(logs.columns).toContainEqual({ name, type: "string" });
      const member = logs.format.serdeParameters[`mapping.${name}`];
      expect(logs.columns.map((column) => column.name)).toContain(member);
    }
  });

  test("the roll-up's table has the columns that are written, by their names, and none for prompt or answer", () => {
    const sql = readFileSync("templates/athena/calls.sql", "utf8");
    const select = /\ncalls AS \(\n  SELECT\n([^]*)\n  FROM metered\n\)/.exec(sql)?.[1] ?? "";
    const written = select.split("\n").map((line) => /(\w+),?$/.exec(line)?.[1]);
    expect([...calls.columns, ...calls.partitionKeys].map(({ name }) => name)).toEqual(written);
    expect(written.filter((name) => /body$|prompt|message/.test(name ?? ""))).toEqual([]);
  });

  test("the roll-up lies in the logs bucket, outside what expires", () => {
    expect(calls.location).toBe("s3://acme-corp-bedrock-invocation-logs/ccb/calls/");
    expect(calls.format.serde).toContain("ParquetHiveSerDe");
    expect(Object.keys(calls.parameters).filter((name) => name.startsWith("projection"))).toEqual([]);
  });

  test("the register's table covers the folder the register is in", () => {
    expect(profiles.location).toBe("s3://acme-corp-bedrock-invocation-logs/ccb/profiles/");
    expect(profiles.columns.map(({ name }) => name)).toContain("createdat");
  });
});
