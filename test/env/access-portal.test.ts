import { expect, it } from "vitest";
import { accessPortalUrl } from "../../src/env/access-portal.js";

it.each([
  ["aws", "https://d-1234567890.awsapps.com/start"],
  ["aws-us-gov", "https://start.us-gov-home.awsapps.com/directory/d-1234567890"],
  ["aws-cn", "https://start.home.awsapps.cn/directory/d-1234567890"],
  ["aws-iso", undefined],
])("people of %s sign in at %s", (partition, url) => {
  expect(accessPortalUrl(partition, "d-1234567890")).toBe(url);
});
