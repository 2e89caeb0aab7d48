import { expect, it } from "vitest";
import { REGIONS, regionsOf } from "../../src/config/regions.js";

it.each([
  ["aws-us-gov", ["us-gov-east-1", "us-gov-west-1"]],
  ["aws-cn", ["cn-north-1", "cn-northwest-1"]],
  ["aws-eusc", ["eusc-de-east-1"]],
  ["no-partition", []],
])("the Regions of %s", (partition, regions) => {
  expect(regionsOf(partition)).toEqual(regions);
});

it("the Regions of aws are those of no other partition, opt-in Regions included", () => {
  const found = regionsOf("aws");
  expect(found).toEqual(expect.arrayContaining(["us-east-1", "af-south-1", "eu-central-2", "il-central-1"]));
  expect(found.filter((region) => /gov|iso|^cn-|^eusc-/.test(region))).toEqual([]);
  expect(new Set(REGIONS).size).toBe(REGIONS.length);
});
