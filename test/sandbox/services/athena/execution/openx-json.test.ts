import { describe, expect, test } from "vitest";
import { parseHiveType } from "../../../../../src/sandbox/services/athena/execution/hive-column.js";
import { readJsonLine } from "../../../../../src/sandbox/services/athena/execution/openx-json.js";

const read = (line: string, types: Record<string, string>) =>
  readJsonLine(
    line,
    Object.entries(types).map(([name, type]) => [name, parseHiveType(type)]),
  );

describe("a line", () => {
  test("is read whatever the case of its members, nested ones too", () => {
    const line = '{"requestId":"r","input":{"inputTokenCount":3,"Other":1},"Tags":{"Team":"a"}}';
    expect(
      read(line, {
        requestid: "string",
        input: "struct<inputtokencount:bigint>",
        tags: "map<string,string>",
      }),
    ).toEqual({ requestid: "r", input: { inputtokencount: 3 }, tags: { Team: "a" } });
  });

  test("has lists and objects as text in a column of text", () => {
    expect(
      read('{"a":[{"b":1.0}],"c":{"D":"x"},"e":true,"f":7}', {
        a: "string",
        c: "string",
        e: "string",
        f: "string",
      }),
    ).toEqual({ a: '[{"b":1}]', c: '{"D":"x"}', e: "true", f: "7" });
  });

  test("has a question mark for half a character, and what only looks like one stays", () => {
    const line = String.raw`{"a":"x\ud83dy","b":{"k":"x\ud83dy","l":"\ud83d\ude00","m":"\\ud83d"}}`;
    expect(read(line, { a: "string", b: "string" })).toEqual({
      a: "x?y",
      b: String.raw`{"k":"x?y","l":"😀","m":"\\ud83d"}`,
    });
  });

  test.each(["", "  ", "no JSON", '{"a":', "[1]", "5", "null"])("%j is a row of nulls", (line) => {
    expect(read(line, { a: "string", b: "struct<c:bigint>" })).toEqual({ a: null, b: null });
  });

  test("has a member under another name, as it is or as JSON", () => {
    const columns = { input: "struct<n:bigint>", input_json: "string", other: "string" };
    const types = Object.entries(columns).map(([name, type]): [string, ReturnType<typeof parseHiveType>] => [
      name,
      parseHiveType(type),
    ]);
    const mapping = new Map([
      ["input_json", "input"],
      ["other", "Elsewhere"],
    ]);
    const line = '{"Input":{"n":"12","huge":1e400,"text":"1e400"},"elsewhere":"x"}';
    expect(readJsonLine(line, types, mapping)).toEqual({
      input: { n: 12 },
      input_json: '{"n":"12","huge":1e999,"text":"1e400"}',
      other: "x",
    });
  });

  test("numbers are cut to whole ones, texts that are numbers taken", () => {
    const types = { a: "bigint", b: "bigint", c: "bigint", d: "bigint", e: "double" };
    expect(read('{"a":1.9,"b":"12","c":"x","d":null,"e":1.5}', types)).toEqual({
      a: 1,
      b: 12,
      c: null,
      d: null,
      e: 1.5,
    });
  });

  test("with a text where a struct should be fails the query", () => {
    expect(() => read('{"a":"x"}', { a: "struct<b:string>" })).toThrow("HIVE_BAD_DATA");
  });
});
