import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isHiveType } from "../../../../src/sandbox/services/glue/hive-type.js";

const primitive = fc.constantFrom(
  "string",
  "bigint",
  "INT",
  "double",
  "decimal(38,9)",
  "varchar(10)",
  "timestamp",
);
const { type } = fc.letrec<{ type: string }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 4 },
    primitive,
    tie("type").map((inner) => `array<${inner}>`),
    fc.tuple(primitive, tie("type")).map(([key, value]) => `map<${key},${value}>`),
    fc.array(tie("type"), { minLength: 1, maxLength: 3 }).map((types) => {
      return `struct<${types.map((inner, i) => `inputTokenCount${i}:${inner}`).join(",")}>`;
    }),
  ),
}));

test("every type built by the grammar is one, and none with its last character cut off or another added", () => {
  fc.assert(
    fc.property(type, (text) => {
      expect(isHiveType(text)).toBe(true);
      expect(isHiveType(`${text}>`)).toBe(false);
      if (/[>)]$/.test(text)) expect(isHiveType(text.slice(0, -1))).toBe(false);
    }),
  );
});

test.each([
  "",
  "text",
  "strings",
  "array",
  "array<>",
  "array<string",
  "map<string>",
  "map<array<int>,string>",
  "struct<>",
  "struct<a>",
  "struct<a:>",
  "struct<a:string,>",
  "struct<a string>",
  "decimal(39,0)",
  "decimal(5,6)",
  "char(256)",
  "varchar(0)",
  "varchar",
])("%j is no type", (text) => {
  expect(isHiveType(text)).toBe(false);
});

test("spaces after brackets, commas and colons are fine", () => {
  expect(isHiveType("struct< a: array< int >, b: map<string, decimal( 10 , 2 )> >")).toBe(true);
});
