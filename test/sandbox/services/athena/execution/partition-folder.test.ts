import { expect, test } from "vitest";
import { partitionFolder } from "../../../../../src/sandbox/services/athena/execution/partition-folder.js";

test("folders are named as Hive names them", () => {
  expect(partitionFolder(["dt"], ["2026-10-01"])).toBe("dt=2026-10-01/");
  expect(partitionFolder(["dt", "n"], ["2026/10/01", "a=b%"])).toBe("dt=2026%2F10%2F01/n=a%3Db%25/");
  expect(partitionFolder(["dt", "n"], [null, ""])).toBe(
    "dt=__HIVE_DEFAULT_PARTITION__/n=__HIVE_DEFAULT_PARTITION__/",
  );
  expect(() => partitionFolder(["dt"], ["é"])).toThrow("INVALID_PARTITION_VALUE");
});
